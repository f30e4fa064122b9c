/** Measures the three ways in turn, round by round, so that whatever else the machine does disturbs all alike. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, release as osRelease, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { readJournal } from '../../src/journal/read.ts';
import { journalName } from '../../src/journal/names.ts';
import { defaultOptions, type Filters } from '../../src/plan/options.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { select } from '../../src/plan/select.ts';
import { loadRelease } from '../../src/release/load.ts';
import { suite } from '../../src/system/suite.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { journalFigures, type JournalFigures } from './from-journal.ts';
import type { LapJob, Way } from './lap-job.ts';
import { measureLap } from './measure-lap.ts';
import type { BenchOptions } from './options.ts';
import { measureQuick, quickBudgets } from './quick.ts';
import type { BenchResult, Measurement } from './result.ts';
import { naiveCases, sampleCases } from './sample.ts';
import { summarize } from './summarize.ts';

const ways: readonly Way[] = ['bare', 'suite', 'naive'];
/** Cases of the naive way: each starts a PostgreSQL, about a second. */
const naiveLimit = 16;

/**
 * @param say gets a line about every measurement
 * @throws InfrastructureError when a measurement fails, or the reason of `signal`
 */
export const bench = async (
  { repeats, sample, whole, out }: BenchOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<BenchResult> => {
  const release = loadRelease('reference');
  const catalogue = catalogueFor(release);
  const chosen = whole ? [] : sampleCases(planStarts(catalogue.cases, release), sample);
  const none: Filters = { sections: [], rules: [], cases: [], subjects: [], namings: [] };
  const selection = select(catalogue, { ...none, cases: chosen });
  const observed = new Set([...selection.selected, ...selection.controlOnly].map(({ id }) => id));
  const cases = catalogue.cases.filter(({ id }) => observed.has(id));
  const few = naiveCases(cases, naiveLimit);
  const runFolder = join(out, 'run');
  const workers = Math.min(4, availableParallelism());
  const atOnce = workers * defaultOptions().startsPerWorker;
  const jobs: Record<Way, Omit<LapJob, 'report'>> = {
    bare: { way: 'bare', argv: [], cases: cases.map(({ id }) => id), atOnce },
    suite: {
      way: 'suite',
      argv: ['--workers', String(workers), '--out', runFolder, ...chosen.flatMap((id) => ['--case', id])],
      cases: [],
      atOnce,
    },
    naive: { way: 'naive', argv: [], cases: few.map(({ id }) => id), atOnce },
  };
  say(
    `${cases.length} cases in ${planStarts(cases, release).length} starts, ${atOnce} at once; ` +
      `${few.length} cases the naive way; ${repeats} ${repeats === 1 ? 'round' : 'rounds'}`,
  );

  const quick = await measureQuick(signal);
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const measured: Measurement[] = [];
  try {
    for (let round = 1; round <= repeats; round++) {
      for (const way of inTurn(round)) {
        const lap = await measureLap(jobs[way], folder, signal);
        const journal = way === 'suite' ? journalOf(runFolder) : undefined;
        measured.push({ round, lap, journal });
        say(`round ${round} of ${repeats}: ${way} ${((lap.ms ?? lap.wallMs) / 1000).toFixed(1)} s`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { budgets, ...figures } = summarize(measured, {
    repeats,
    whole,
    selected: selection.selected.length,
    controlOnly: selection.controlOnly.length,
    naiveCases: few.length,
    starts: planStarts(cases, release).length,
    atOnce,
  });
  return {
    schemaVersion: 1,
    suite: { name: suite.name, version: suite.version, commit: suite.commit },
    finished: new Date().toISOString(),
    machine: {
      cpus: availableParallelism(),
      model: cpus()[0]?.model ?? '',
      memory: totalmem(),
      os: `${process.platform} ${osRelease()}`,
      node: process.version,
    },
    ...figures,
    budgets: [...budgets, ...quickBudgets(quick)],
  };
};

/** Another one is the first in every round: what warms up warms up for all. */
const inTurn = (round: number): Way[] => ways.map((_, at) => ways[(at + round - 1) % ways.length]!);

const journalOf = (folder: string): JournalFigures => {
  const path = join(folder, journalName);
  return journalFigures(readJournal(readFileSync(path, 'utf8'), path));
};
