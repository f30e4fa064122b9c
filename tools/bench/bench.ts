/** Measures runs of the suite, of this checkout and another one in turn: whatever else the machine does disturbs both. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release as osRelease, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readJournal } from '../../src/journal/read.ts';
import { journalName } from '../../src/journal/names.ts';
import { runtimeOf, type TargetOptions } from '../../src/plan/options.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { choose } from '../../src/plan/select.ts';
import { codeFolder } from '../../src/system/package.ts';
import { suite } from '../../src/system/suite.ts';
import { budgetsOf } from './budgets.ts';
import { countCases, journalFigures, type JournalFigures } from './from-journal.ts';
import { measureLap, type LapJob } from './measure-lap.ts';
import type { BenchOptions } from './options.ts';
import { measureQuick, quickBudgets } from './quick.ts';
import { benchVersion, type BenchResult, type StartCost } from './result.ts';
import { growthSizes, sampleCases } from './sample.ts';
import { speedUpOf } from './speed-up.ts';
import {
  costsOf,
  dearestOf,
  figuresOf,
  growthOf,
  ratiosOf,
  stagesOf,
  type Measurement,
} from './summarize.ts';

type Measured = Measurement & { journal: JournalFigures };

/**
 * @param say gets a line about every measurement
 * @throws UsageError, InfrastructureError when a measurement fails, or the reason of `signal`
 */
export const bench = async (
  options: BenchOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<{ result: BenchResult; costs: StartCost[] }> => {
  const { target, release, filters, repeats, against, out } = options;
  const { cases } = choose(release, filters);
  const known = against === undefined ? undefined : await idsOf(against, release.release, signal);
  const plans = planStarts(cases, release).filter(
    (plan) => !known || plan.cases.every((id) => known.has(id)),
  );
  const sampleOf = (size: number): string[] => sampleCases(plans, size);
  const all = filters.sections.flatMap((section) => ['--section', section]);
  const sizes = options.growth ? growthSizes(cases.length) : [];
  const last = options.sample === undefined ? undefined : sampleOf(options.sample);
  const laps = [...sizes.map(sampleOf), last].map((ids) => ids?.flatMap((id) => ['--case', id]) ?? all);

  const common: Omit<LapJob, 'checkout' | 'argv'> = {
    services: target.kind === 'binaries' ? new Set(readdirSync(target.folder)) : new Set(),
    containers: runtimeOf(target) === 'containers',
    // A real release may break rules, or leave one open; the cost is the same.
    codes: target.kind === 'reference' ? [0] : [0, 1, 3],
  };
  const measure = async (checkout: string, selection: readonly string[]) => {
    const folder = join(out, checkout === codeFolder ? 'run' : 'run-before');
    const argv = [...targetArguments(target, release.release), '--out', folder, ...selection];
    const lap = await measureLap({ ...common, checkout, argv }, signal);
    const path = join(folder, journalName);
    return { lap, path, text: readFileSync(path, 'utf8') };
  };
  const one = async (selection: readonly string[]): Promise<Measured> => {
    const { lap, path, text } = await measure(codeFolder, selection);
    const journal = journalFigures(readJournal(text, path));
    return { lap, journal, cases: journal.counts.cases };
  };
  const other = async (checkout: string, selection: readonly string[]): Promise<Measurement> => {
    const { lap, text } = await measure(checkout, selection);
    return { lap, cases: countCases(text) };
  };

  const quick = await measureQuick(signal);
  const now: Measured[][] = laps.map(() => []);
  const before: Measurement[] = [];
  const turn = async (what: string, round: number, work: () => Promise<Measurement>): Promise<void> => {
    const { lap, cases: observed } = await work();
    say(`round ${round} of ${repeats}: ${what}, ${observed} cases, ${(lap.wallMs / 1000).toFixed(1)} s`);
  };
  for (let round = 1; round <= repeats; round++) {
    const turns = laps.map(
      (selection, at) => () =>
        turn('this checkout', round, async () => {
          const measured = await one(selection);
          now[at]!.push(measured);
          return measured;
        }),
    );
    if (against !== undefined) {
      turns.push(() =>
        turn('the other checkout', round, async () => {
          const measured = await other(against, laps.at(-1)!);
          before.push(measured);
          return measured;
        }),
      );
    }
    // Each comes first in turn: what warms up warms up for both.
    if (round % 2 === 0) turns.reverse();
    for (const work of turns) await work();
  }

  const cores = availableParallelism();
  const mine = now.at(-1)!;
  const middle = [...mine].sort((a, b) => a.lap.wallMs - b.lap.wallMs)[Math.floor((mine.length - 1) / 2)]!;
  const whole = options.sample === undefined && !filters.sections.length;
  const about = { kind: target.kind, release: release.release, runtime: runtimeOf(target) };
  const figures = figuresOf(mine, cores);
  const costs = costsOf(mine);
  const result: BenchResult = {
    schemaVersion: benchVersion,
    suite: { name: suite.name, version: suite.version, commit: suite.commit },
    finished: new Date().toISOString(),
    machine: {
      cpus: cores,
      model: cpus()[0]?.model ?? '',
      memory: totalmem(),
      os: `${process.platform} ${osRelease()}`,
      node: process.version,
    },
    target: about,
    about: { repeats, whole, sections: filters.sections, counts: middle.journal.counts },
    now: figures,
    before:
      against === undefined
        ? null
        : {
            commit: await commitOf(against, signal),
            figures: figuresOf(before, cores),
            ratios: ratiosOf(mine, before),
          },
    stages: stagesOf(mine.map(({ journal }) => journal)),
    dearest: dearestOf(costs),
    growth: sizes.length ? growthOf(now) : null,
    speedUp: speedUpOf(middle.lap, cores),
    budgets: [...budgetsOf({ target: about, whole, cpus: cores, now: figures }), ...quickBudgets(quick)],
  };
  return { result, costs };
};

const targetArguments = (target: TargetOptions, release: string): string[] => {
  switch (target.kind) {
    case 'reference':
      return ['--target', target.kind];
    case 'binaries':
      return ['--target', target.kind, '--release', release, '--binaries', target.folder];
    case 'images':
      return ['--target', target.kind, '--release', release];
  }
};

const run = promisify(execFile);

/** Cases that another checkout knows. */
const idsOf = async (checkout: string, release: string, signal: AbortSignal): Promise<Set<string>> => {
  const argv = [join(checkout, 'src/cli/main.ts'), 'list', '--release', release, '--json'];
  const { stdout } = await run(process.execPath, argv, { signal, maxBuffer: 2 ** 28 });
  const { cases } = JSON.parse(stdout) as { cases: { id: string }[] };
  return new Set(cases.map(({ id }) => id));
};

/** null where it is no checkout of git. */
const commitOf = async (checkout: string, signal: AbortSignal): Promise<string | null> => {
  try {
    const { stdout } = await run('git', ['-C', checkout, 'rev-parse', 'HEAD'], { signal });
    return stdout.trim();
  } catch {
    signal.throwIfAborted();
    return null;
  }
};
