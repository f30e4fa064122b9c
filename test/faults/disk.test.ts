/** Tests full disks: under the journal and the reports, and under the files of services and PostgreSQL. */
import { execFileSync } from 'node:child_process';
import { closeSync, globSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { patienceMs } from '../patience.ts';
import { newPlace, startRun, type Place } from './command.ts';
import { endingOf, type Ending } from './honesty.ts';
import { fewest, many, refusals } from './selection.ts';

const mountSmallDisk = (folder: string, size: string): void => {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
};

const placeWith = (which: 'out' | 'tmp', size: string): Place => {
  const place = newPlace();
  mountSmallDisk(place[which], size);
  return place;
};

/** Writes until nothing more fits. */
const fill = (folder: string): void => {
  const file = openSync(join(folder, 'filler'), 'w');
  try {
    for (const size of [1024 * 1024, 4096, 1]) {
      const piece = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
      }
    }
  } finally {
    closeSync(file);
  }
};

/** Waits until so many services have been started; each prints its first line much later. */
const startsUnderWay = async (tmp: string, many: number): Promise<void> => {
  await expect
    .poll(() => globSync(join(tmp, 'magistrala-conformance-*/processes/*')).length, {
      interval: 2,
      timeout: patienceMs,
    })
    .toBeGreaterThanOrEqual(many);
};

const root = process.getuid?.() === 0 && process.platform === 'linux';

test.skipIf(!root)('the out folder is full in the middle of the journal', async () => {
  const { wrong, end, report, journal } = await endingOf(
    startRun({ cases: many, place: placeWith('out', '32k') }),
  );
  expect(wrong).toEqual([]);
  expect(report).toBeUndefined();
  expect(end.console).toContain('JOURNAL_UNWRITABLE');
  // The journal holds the header and what was observed until then, and no footer.
  expect(journal.length, end.console).toBeGreaterThan(3);
  expect(journal.at(-1)?.type).toBe('observation');
});

test.skipIf(!root)('the out folder is full when the reports are written', async () => {
  const place = placeWith('out', '64k');
  const { wrong, end, report, journal } = await endingOf(startRun({ cases: fewest, place }));
  expect(wrong).toEqual([]);
  expect(end.console).toContain('REPORT_UNWRITABLE');
  expect(journal.at(-1)?.type).toBe('footer');
  expect(report).toBeUndefined();
});

test.skipIf(!root)('TMPDIR is full from the beginning', async () => {
  const place = placeWith('tmp', '1m');
  fill(place.tmp);
  const { wrong, end } = await endingOf(startRun({ cases: fewest, place }));
  expect(wrong).toEqual([]);
  expect(end.console).toContain('DISK_FULL');
});

test.skipIf(!root)('TMPDIR is too small from the beginning', async () => {
  const { wrong, end } = await endingOf(startRun({ cases: fewest, place: placeWith('tmp', '60m') }));
  expect(wrong).toEqual([]);
  expect(end.console).toContain('DISK_FULL');
});

/** Cases are lost to the disk, and none is judged wrongly. */
const expectCasesLost = ({ wrong, end, outcomes }: Ending): void => {
  expect(wrong).toEqual([]);
  expect(end.console).toContain('DISK_FULL');
  expect(outcomes['error'], end.console).toBeGreaterThan(0);
};

test.skipIf(!root)('TMPDIR is full before the services of a start can say why they refuse', async () => {
  const place = placeWith('tmp', '64m');
  const run = startRun({ cases: refusals, place });
  await startsUnderWay(place.tmp, 3);
  fill(place.tmp);
  expectCasesLost(await endingOf(run));
});

test.skipIf(!root)('TMPDIR is full in the middle', async () => {
  const place = placeWith('tmp', '600m');
  const run = startRun({ cases: many, place });
  await run.observed(6);
  fill(place.tmp);
  expectCasesLost(await endingOf(run));
});
