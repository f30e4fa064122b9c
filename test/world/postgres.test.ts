/** PostgreSQL is killed under the feet of a run. */
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startRun } from './command.ts';
import { toldBy } from './honesty.ts';
import { processesOf } from './leftovers.ts';
import { many } from './selection.ts';

interface Server {
  pid: number;
  command: string[];
  cwd: string;
  env: Record<string, string>;
  uid: number;
  gid: number;
}

/** The postmasters of a run; each leads a group, which a process that it has just forked does not yet. */
const serversOf = (owner: number): Server[] =>
  processesOf(owner)
    .filter(({ pid, group, command }) => group === pid && /\/postgres -D /.test(command))
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

/** The postmaster dies, its children notice within a second. */
const killServer = ({ pid }: Server): void => void process.kill(pid, 'SIGKILL');

const startAgain = ({ command: [program = '', ...args], cwd, env, uid, gid }: Server): void => {
  const owner = process.getuid?.() === 0 ? { uid, gid } : {};
  spawn(program, args, { cwd, env, detached: true, stdio: 'ignore', ...owner }).unref();
};

test('killed in the middle of a run', async () => {
  const run = startRun({ cases: many });
  await run.observed(6);
  const servers = serversOf(run.pid);
  expect(servers.length).toBeGreaterThan(1);
  servers.forEach(killServer);
  const { wrong, outcomes, end, report } = await toldBy(run);
  expect(wrong).toEqual([]);
  expect(report).toMatchObject({ gate: 'broken', exitCode: 4 });
  expect(end.console).toContain('POSTGRES_LOST');
  expect(outcomes['pass'], end.console).toBeGreaterThanOrEqual(3);
  expect(outcomes['error'], end.console).toBeGreaterThan(5);
});

test('killed and started again', async () => {
  const run = startRun({ cases: many });
  await run.observed(6);
  for (const server of serversOf(run.pid)) {
    killServer(server);
    await sleep(300);
    startAgain(server);
  }
  const { wrong, outcomes, end } = await toldBy(run);
  expect(wrong).toEqual([]);
  expect(outcomes['pass'], end.console).toBeGreaterThan(10);
});
