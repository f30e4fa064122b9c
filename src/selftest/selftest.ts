/** Tests the suite: the honest reference must be all green, and each mutant red as declared. */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { judge } from '../judge/judge.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { Dossier, isUncertain, observationsOf, type Baseline } from './dossier.ts';
import type { Autopsy } from './kill.ts';
import type { Laboratory, Seen } from './laboratory.ts';
import { doAll } from './queue.ts';
import { judgedCases } from './reach.ts';
import { neededCases } from '../plan/needed-cases.ts';

export interface SelftestOptions {
  mutants: readonly Mutant[];
  /** Judge every mutant by every case, not by its scope. */
  all: boolean;
  /** Largest cost of concurrent starts: a start of one service costs 1, a deployment more. */
  jobs: number;
}

export interface SelftestProgress {
  honest(done: number, of: number): void;
  begin(mutants: number, starts: number): void;
  start(done: number, of: number): void;
  mutant(autopsy: Autopsy): void;
}

export interface SelftestResult {
  /** Cases of the honest reference that are not green; the mutants are not observed when there are any. */
  honest: {
    cases: number;
    starts: number;
    ms: number;
    notGreen: { id: string; outcome: string; observed: string }[];
  };
  mutants: Autopsy[];
  all: boolean;
  /** All cases of the catalogue. */
  caseIds: string[];
  /** False when a signal ended the selftest: the result holds only what was decided by then. */
  complete: boolean;
}

/** Ends early, with the results so far, when `signal` is aborted. */
export const selftest = async (
  laboratory: Laboratory,
  options: SelftestOptions,
  progress: SelftestProgress,
  signal: AbortSignal,
): Promise<SelftestResult> => {
  const { cases } = laboratory;
  const byId = new Map(cases.map((one) => [one.id, one]));
  const subjects = options.mutants.map((mutant) => {
    const judged = judgedCases(mutant, cases, options.all);
    const needed = neededCases(judged, byId);
    const plans = laboratory.plans.filter((plan) => plan.cases.some((id) => needed.has(id)));
    return { mutant, judged, needed, plans };
  });
  const wanted = new Set(subjects.flatMap(({ plans }) => plans));
  const needed = new Set(subjects.flatMap((subject) => [...subject.needed]));
  const asked = cases.filter((one) => needed.has(one.id));
  const about = { all: options.all, caseIds: cases.map(({ id }) => id) };
  const baseline = new Map<string, { plan: PlannedStart; seen: Seen }>();
  const whole = await ranToEnd(signal, () =>
    observeHonest([...wanted], baseline, { laboratory, jobs: options.jobs, progress, signal }),
  );
  const seen = observationsOf(baseline);
  const decided = (one: Case): boolean => [...neededCases([one], byId)].every((id) => seen(id));
  const honest = honestResult(whole ? asked : asked.filter(decided), baseline);
  if (!whole) return { ...about, honest, mutants: [], complete: false };
  if (honest.notGreen.length) return { ...about, honest, mutants: [], complete: true };

  const dossiers = subjects.map((subject) => new Dossier(subject, baseline));
  const complete = await ranToEnd(signal, () =>
    observeMutants(dossiers, { laboratory, capacity: options.jobs, progress, signal }),
  );
  // A broken start may be observed once more: such a mutant is not decided before the end.
  const finished = complete ? dossiers : dossiers.filter(({ isDecided }) => isDecided);
  return { ...about, honest, mutants: finished.map((dossier) => dossier.autopsy()), complete };
};

/** @returns whether the work came to its end; rejects when it failed for another reason than `signal` */
const ranToEnd = async (signal: AbortSignal, work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
};

const observeMutants = async (
  dossiers: readonly Dossier[],
  {
    laboratory,
    capacity,
    progress,
    signal,
  }: {
    laboratory: Laboratory;
    capacity: number;
    progress: SelftestProgress;
    signal: AbortSignal;
  },
): Promise<void> => {
  const jobs = dossiers
    .flatMap((dossier) => dossier.open.map((plan): Job => ({ dossier, plan })))
    .sort((a, b) => b.dossier.weight(b.plan) - a.dossier.weight(a.plan));
  progress.begin(dossiers.length, jobs.length);
  let done = 0;
  const work = async ({ dossier, plan }: Job): Promise<void> => {
    const seen = await laboratory.observe(plan, dossier.mutant.name, signal);
    signal.throwIfAborted();
    dossier.add(plan, seen);
    progress.start(++done, jobs.length);
    if (dossier.isComplete) progress.mutant(dossier.autopsy());
  };
  for (const dossier of dossiers) if (!dossier.open.length) progress.mutant(dossier.autopsy());
  // A start that ends at a time limit uses little CPU time.
  const cost = ({ dossier, plan }: Job): number => costOf(plan) * (dossier.mutant.slow ? 0.2 : 1);
  await doAll(jobs, { capacity, costOf: cost }, work);
  const again = jobs.filter(({ dossier, plan }) => dossier.lacks(plan));
  await doAll(again, calm, work);
  await laboratory.proveAgain();
};

const observeHonest = async (
  plans: readonly PlannedStart[],
  baseline: Map<string, { plan: PlannedStart; seen: Seen }>,
  {
    laboratory,
    jobs,
    progress,
    signal,
  }: {
    laboratory: Laboratory;
    jobs: number;
    progress: SelftestProgress;
    signal: AbortSignal;
  },
): Promise<void> => {
  const heaviestFirst = [...plans].sort((a, b) => b.start.services.length - a.start.services.length);
  const work = async (plan: PlannedStart): Promise<void> => {
    const seen = await laboratory.observe(plan, null, signal);
    // A signal may have ended the services as well: such an observation decides nothing.
    signal.throwIfAborted();
    baseline.set(plan.key, { plan, seen });
    progress.honest(baseline.size, plans.length);
  };
  await doAll(heaviestFirst, { capacity: jobs, costOf }, work);
  const again = plans.filter(({ key }) => isUncertain(baseline.get(key)!.seen));
  await doAll(again, calm, work);
};

/** For starts that a busy machine left undecided: they are observed once more, one at a time. */
const calm = { capacity: 1, costOf: () => 1 };

/** The services of a deployment start one after another, and most of its time it waits for answers. */
const costOf = ({ start }: PlannedStart): number => (start.services.length > 1 ? 1.5 : 1);

interface Job {
  dossier: Dossier;
  plan: PlannedStart;
}

const honestResult = (cases: readonly Case[], baseline: Baseline): SelftestResult['honest'] => {
  const observed = observationsOf(baseline);
  const notGreen = cases.flatMap((one) => {
    const { outcome, observed: found } = judge(one, observed);
    return outcome === 'pass' ? [] : [{ id: one.id, outcome, observed: found }];
  });
  const ms = [...baseline.values()].reduce((sum, { seen }) => sum + seen.ms, 0);
  return { cases: cases.length, starts: baseline.size, ms: Math.round(ms), notGreen };
};
