/** Tests that less CPU time, fewer descriptors and a slower disk change no verdict. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newPlace, startRun } from './command.ts';
import { endingOf, type Ending } from './honesty.ts';
import { few, instruments, many } from './selection.ts';

/** Ends by itself where the test does not end it. */
const busyLoop = 'const end = Date.now() + 900_000; while (Date.now() < end);';

/** Of normal priority. */
const startLoops = (many: number): void => {
  for (let loops = 0; loops < many; loops++) {
    const loop = spawn(process.execPath, ['--eval', busyLoop], { stdio: 'ignore' });
    onTestFinished(() => void loop.kill('SIGKILL'));
  }
};

/** Nothing is judged wrongly, and more than a few cases are judged. */
const expectMuchJudged = ({ wrong, end, outcomes }: Ending): void => {
  expect(wrong).toEqual([]);
  expect(end.code, end.console).toBeOneOf([0, 3]);
  expect(outcomes['pass'], end.console).toBeGreaterThan(few.length);
};

test('twelve busy loops beside the run', async () => {
  startLoops(12);
  expectMuchJudged(await endingOf(startRun({ cases: [...many, ...instruments] })));
});

test('two runs at once', async () => {
  const cases = [...many, ...instruments];
  const runs = [1, 2].map(() => startRun({ cases }));
  for (const outcome of await Promise.all(runs.map((run) => endingOf(run)))) expectMuchJudged(outcome);
});

/** Writes and syncs to the disk in a loop. */
const writer = `
  const fs = require('node:fs');
  const file = fs.openSync(process.argv[1], 'w');
  const piece = Buffer.alloc(8 * 1024 * 1024, 1);
  const end = Date.now() + 900_000;
  for (let n = 0; Date.now() < end; n++) {
    fs.writeSync(file, piece, 0, piece.length, (n % 8) * piece.length);
    fs.fsyncSync(file);
    if (n === 0) console.log('writing');
  }`;

test('a disk that others write to without end', async () => {
  const place = newPlace();
  for (let nth = 0; nth < 3; nth++) {
    const file = join(place.home, `filler-${nth}`);
    const child = spawn(process.execPath, ['--eval', writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
  }
  expectMuchJudged(await endingOf(startRun({ cases: [...many, ...instruments], place })));
});

test('1000 open files at most', async () => {
  const limited = ['sh', '-c', 'ulimit -n 1000 && exec "$0" "$@"'];
  const { wrong, outcomes, end } = await endingOf(startRun({ cases: few, via: limited }));
  expect(wrong).toEqual([]);
  expect(outcomes, end.console).toEqual({ pass: few.length });
});
