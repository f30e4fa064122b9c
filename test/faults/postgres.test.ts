/** Tests that a run in which PostgreSQL is killed gives no wrong verdict. */
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { killed, processesOf } from './leftovers.ts';
import { many } from './selection.ts';

interface Server {
  pid: number;
  command: string[];
  cwd: string;
  env: Record<string, string>;
  uid: number;
  gid: number;
}

const plainStarts = [
  'server.none-is-insecure/users.http/neither-set',
  'postgres.default-is-insecure/users/no-ssl-variable',
];

/**
 * The postmasters of a run. A backend that was forked a moment ago still has the command line of its postmaster, and
 * may already lead a process group, but its parent is the postmaster.
 */
const serversOf = (owner: number): Server[] => {
  const servers = processesOf(owner).filter(({ command }) => /\/postgres -D /.test(command));
  return servers
    .filter(({ parent }) => servers.every(({ pid }) => pid !== parent))
    .map(({ pid }) => {
      const read = (what: string): string[] =>
        readFileSync(`/proc/${pid}/${what}`, 'utf8').split('\0').filter(Boolean);
      const { uid, gid } = statSync(`/proc/${pid}`);
      const env = read('environ').map((variable): [string, string] => {
        const at = variable.indexOf('=');
        return [variable.slice(0, at), variable.slice(at + 1)];
      });
      const cwd = readlinkSync(`/proc/${pid}/cwd`);
      return { pid, command: read('cmdline'), cwd, env: Object.fromEntries(env), uid, gid };
    });
};

const startAgain = ({ command: [program = '', ...args], cwd, env, uid, gid }: Server): void => {
  const owner = process.getuid?.() === 0 ? { uid, gid } : {};
  spawn(program, args, { cwd, env, detached: true, stdio: 'ignore', ...owner }).unref();
};

test('killed in the middle of a run', async () => {
  const run = startRun({ cases: many });
  await run.observed(6);
  const servers = serversOf(run.pid);
  expect(servers.length).toBeGreaterThan(1);
  // The postmaster dies, its children notice within a second.
  expect(servers.every(({ pid }) => killed(pid))).toBe(true);
  const { wrong, outcomes, end, report } = await endingOf(run);
  expect(wrong).toEqual([]);
  expect(report).toMatchObject({ gate: 'broken', exitCode: 4 });
  expect(end.console).toContain('POSTGRES_LOST');
  expect(outcomes['pass'], end.console).toBeGreaterThanOrEqual(3);
  expect(outcomes['error'], end.console).toBeGreaterThan(5);
});

test('killed and started again', async () => {
  const run = startRun({ cases: many });
  // All other cases rest on these: PostgreSQL must not be killed while one of them runs.
  await run.observed(6, ...plainStarts);
  const servers = serversOf(run.pid);
  expect(servers.length).toBeGreaterThan(1);
  for (const server of servers) {
    expect(killed(server.pid)).toBe(true);
    await sleep(300);
    startAgain(server);
  }
  const { wrong, outcomes, end } = await endingOf(run);
  expect(wrong).toEqual([]);
  expect(outcomes['pass'], end.console).toBeGreaterThan(10);
});
