/** Less processor time and fewer descriptors than usual: nothing of it may change a verdict. */
import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { startRun } from './command.ts';
import { toldBy } from './honesty.ts';
import { few, many } from './selection.ts';

/** Ends by itself, should nobody end it. */
const busyLoop = 'const end = Date.now() + 60_000; while (Date.now() < end);';

test('two busy loops beside the run', async () => {
  for (let loops = 0; loops < 2; loops++) {
    const loop = spawn(process.execPath, ['--eval', busyLoop], { stdio: 'ignore' });
    onTestFinished(() => void loop.kill('SIGKILL'));
  }
  const { wrong, outcomes, end } = await toldBy(startRun({ cases: many }));
  expect(wrong).toEqual([]);
  const { pass = 0, ...others } = outcomes;
  expect(pass, end.console).toBeGreaterThan(few.length);
  expect(
    Object.values(others).reduce((sum, one) => sum + one, 0),
    end.console,
  ).toBeLessThanOrEqual(2);
});

test('1000 open files at most', async () => {
  const limited = ['sh', '-c', 'ulimit -n 1000 && exec "$0" "$@"'];
  const { wrong, outcomes, end } = await toldBy(startRun({ cases: few, via: limited }));
  expect(wrong).toEqual([]);
  expect(outcomes, end.console).toEqual({ pass: few.length });
});
