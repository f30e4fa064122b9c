/** Tests which last lines of a child process are kept, those of its children included. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startChild, type Child } from '../../../src/system/processes/child.ts';
import { LastLines } from '../../../src/system/processes/last-lines.ts';
import { patienceMs, until } from '../../patience.ts';

/** Runs a shell script in a new folder. */
const shell = async (script: string): Promise<{ child: Child; output: LastLines; folder: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'child-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const output = new LastLines();
  const child = await startChild({
    ...{ path: '/bin/sh', args: ['-c', script], cwd: folder, folder, label: 'x' },
    ...{ env: { PATH: process.env['PATH'] ?? '' }, user: undefined, output },
  });
  onTestFinished(async () => void (await child.kill()));
  return { child, output, folder };
};

/** Starts a script in a new session, as PostgreSQL starts its log collector, and waits until it runs. */
const apart = (script: string): string =>
  `mkfifo there; setsid sh -c 'echo > there; ${script}' & read _ < there`;

test('what its children write after its end is among its last lines', async () => {
  const { child, output } = await shell(`echo first; ${apart('sleep 0.3; echo last')}; exit 3`);
  expect(await child.exited).toMatchObject({ code: 3 });
  expect(await output.read(patienceMs)).toEqual(['first', 'last']);
});

test('what a child of its own process group writes after its end is among them, too', async () => {
  const { child, output } = await shell('echo first; { sleep 0.1; echo last; } & exit 3');
  expect(await child.exited).toMatchObject({ code: 3 });
  expect(await output.read(patienceMs)).toEqual(['first', 'last']);
});

test('a child that stays on is not waited for', async () => {
  const { child, output, folder } = await shell(
    `echo first; ${apart('echo $$ > pid; exec sleep 1000')}; exit 3`,
  );
  const pid = (): number => Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await child.exited;
  expect(await output.read()).toEqual(['first']);
  await until(() => pid() > 0);
  process.kill(pid(), 'SIGKILL');
});

test('while it runs, the lines that it has printed so far', async () => {
  const { output } = await shell('echo first; exec sleep 1000');
  await expect.poll(() => output.read()).toEqual(['first']);
});

test('at most 40 lines, without empty ones', async () => {
  const { child, output } = await shell('for n in $(seq 50); do echo $n; echo; done');
  await child.exited;
  expect(await output.read(patienceMs)).toEqual(Array.from({ length: 40 }, (_, at) => String(at + 11)));
});
