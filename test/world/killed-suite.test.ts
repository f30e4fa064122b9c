/** The suite itself is killed: what it knew is on disk, and `clean` takes away what it had started. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { catalogueFor } from '../../suites/catalogue.ts';
import { loadRelease } from '../../src/release/load.ts';
import { judgeJournal } from '../../src/report/judge-journal.ts';
import { clean, startRun } from './command.ts';
import { readLines } from './honesty.ts';
import { leftoversOf } from './leftovers.ts';
import { many } from './selection.ts';

test('SIGKILL in the middle, then clean', async () => {
  const run = startRun({ cases: many });
  await run.observed(4);
  process.kill(run.pid, 'SIGKILL');
  expect(await run.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  // Something has to be there, or nothing is shown.
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
