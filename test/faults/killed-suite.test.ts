/** Tests a run that is killed: its observations are on disk, and `clean` removes what it had started. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { loadRelease } from '../../src/release/load.ts';
import { judgeJournal } from '../../src/report/build/judge-journal.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { patienceMs } from '../patience.ts';
import { clean, startRun } from './command.ts';
import { readLines } from './honesty.ts';
import { leftoversOf, processesOf } from './leftovers.ts';
import { few, many } from './selection.ts';

test('SIGKILL in the middle, then clean', async () => {
  const run = startRun({ cases: many });
  await run.observed(4);
  process.kill(run.pid, 'SIGKILL');
  expect(await run.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  // The run must have started something, or the test shows nothing.
  expect(leftoversOf(run).length).toBeGreaterThan(1);

  const cleaned = await clean(run.tmp);
  expect(cleaned.console).toMatch(/^Removed .*1 folders?\.\n$/);
  expect(cleaned.code).toBe(0);
  await sleep(500);
  expect(leftoversOf(run)).toEqual([]);

  const { lines, wrong } = readLines(run.out, true);
  expect(wrong).toEqual([]);
  expect(lines.filter(({ type }) => type === 'observation').length).toBeGreaterThanOrEqual(4);
  const release = loadRelease('reference');
  const report = judgeJournal(lines, release, [], { catalogue: catalogueFor(release) });
  expect(report).toMatchObject({ gate: 'incomplete', exitCode: 3, complete: false });
  expect(report.cases.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect((await clean(run.tmp)).console).not.toContain('folder');
});

const sharedMemory = '/dev/shm';
const segments = (): string[] => readdirSync(sharedMemory).filter((name) => name.startsWith('PostgreSQL.'));
/** The same in the data folder, which is taken away with it. */
const files = (tmp: string): string[] =>
  readdirSync(tmp)
    .map((run) => join(tmp, run, 'postgres/template/pg_dynshmem'))
    .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));

test.skipIf(!existsSync(sharedMemory))("SIGINT while PostgreSQL's first data is written", async () => {
  const before = segments();
  const run = startRun({ cases: few });
  const boots = () => processesOf(run.pid).some(({ command }) => command.includes(' --boot '));
  const writing = () => boots() && (files(run.tmp).length > 0 || segments().length > before.length);
  await vi.waitUntil(writing, { timeout: patienceMs, interval: 2 });
  process.kill(run.pid, 'SIGINT');
  expect(await run.ended).toMatchObject({ code: 130 });
  expect(leftoversOf(run)).toEqual([]);
  // Where it lies there it belongs to no run, and nothing would ever take it away.
  expect(segments()).toEqual(before);
});
