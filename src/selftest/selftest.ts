/** Does the suite see what it says it sees? The honest reference must be all green, each mutant red as declared. */
import type { Mutant } from '../../fixtures/reference/mutants.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { judge } from '../judge/judge.ts';
import type { StartPlan } from '../run/plan.ts';
import { autopsyOf, type Autopsy } from './kill.ts';
import type { Laboratory, Seen } from './laboratory.ts';
import { doAll } from './queue.ts';
import { judgedCases, neededCases, reachedBy } from './reach.ts';

export interface SelftestOptions {
  mutants: readonly Mutant[];
  /** Judge every mutant by every case, not by its scope. */
  all: boolean;
  /** How much goes on at once: starts of one service count 1, deployments more. */
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
}

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
  const baseline = await observeHonest(laboratory, [...wanted], options.jobs, progress, signal);
  const needed = new Set(subjects.flatMap((subject) => [...subject.needed]));
  const honest = honestResult(
    cases.filter((one) => needed.has(one.id)),
    baseline,
  );
  const about = { honest, all: options.all, caseIds: cases.map(({ id }) => id) };
  if (honest.notGreen.length) return { ...about, mutants: [] };

  const dossiers = subjects.map((subject) => new Dossier(subject, baseline));
  const jobs = dossiers
    .flatMap((dossier) => dossier.open.map((plan): Job => ({ dossier, plan })))
    .sort((a, b) => weight(b, baseline) - weight(a, baseline));
  progress.begin(dossiers.length, jobs.length);
  let done = 0;
  const work = async ({ dossier, plan }: Job): Promise<void> => {
    dossier.add(plan, await laboratory.observe(plan, dossier.mutant.name, signal));
    progress.start(++done, jobs.length);
    if (dossier.isComplete) progress.mutant(dossier.autopsy());
  };
  for (const dossier of dossiers) if (!dossier.open.length) progress.mutant(dossier.autopsy());
  // A start that ends at a time limit mostly waits.
  const cost = ({ dossier, plan }: Job): number => costOf(plan) * (dossier.mutant.slow ? 0.2 : 1);
  await doAll(jobs, { capacity: options.jobs, costOf: cost }, work);
  const again = jobs.filter(({ dossier, plan }) => dossier.lacks(plan));
  await doAll(again, calm, work);
  await laboratory.proveAgain();
  return { ...about, mutants: dossiers.map((dossier) => dossier.autopsy()) };
};

type Baseline = ReadonlyMap<string, { plan: StartPlan; seen: Seen }>;

const observeHonest = async (
  laboratory: Laboratory,
  plans: readonly StartPlan[],
  jobs: number,
  progress: SelftestProgress,
  signal: AbortSignal,
): Promise<Baseline> => {
  const baseline = new Map<string, { plan: StartPlan; seen: Seen }>();
  const heaviestFirst = [...plans].sort((a, b) => b.start.services.length - a.start.services.length);
  const work = async (plan: StartPlan): Promise<void> => {
    baseline.set(plan.key, { plan, seen: await laboratory.observe(plan, null, signal) });
    progress.honest(baseline.size, plans.length);
  };
  await doAll(heaviestFirst, { capacity: jobs, costOf }, work);
  const again = plans.filter(({ key }) => isUncertain(baseline.get(key)!.seen));
  await doAll(again, calm, work);
  return baseline;
};

/** What a busy machine left open is looked at once more, one start at a time. */
const calm = { capacity: 1, costOf: () => 1 };

const isUncertain = ({ broken, observation }: Seen): boolean =>
  broken !== undefined || (observation.unstable?.length ?? 0) > 0;

/** The services of a deployment start one after another, and most of its time it waits for answers. */
const costOf = ({ start }: StartPlan): number => (start.services.length > 1 ? 1.5 : 1);

interface Job {
  dossier: Dossier;
  plan: StartPlan;
}

const observationsOf = (baseline: Baseline) => {
  const byCase = new Map(
    [...baseline.values()].flatMap(({ plan, seen }) =>
      plan.cases.map((id) => [id, seen.observation] as const),
    ),
  );
  return (id: string) => byCase.get(id);
};

const honestResult = (cases: readonly Case[], baseline: Baseline): SelftestResult['honest'] => {
  const observed = observationsOf(baseline);
  const notGreen = cases.flatMap((one) => {
    const { outcome, observed: found } = judge(one, observed);
    return outcome === 'pass' ? [] : [{ id: one.id, outcome, observed: found }];
  });
  const ms = [...baseline.values()].reduce((sum, { seen }) => sum + seen.ms, 0);
  return { cases: cases.length, starts: baseline.size, ms: Math.round(ms), notGreen };
};

/** Starts that end at a time limit first, then the long ones, so that no core is idle at the end. */
const weight = ({ dossier, plan }: Job, baseline: Baseline): number =>
  (dossier.mutant.slow ? 1e6 : 0) + (baseline.get(plan.key)?.seen.ms ?? 0);

/** What is known of one mutant. */
class Dossier {
  readonly mutant: Mutant;
  /** Starts to be made of it. */
  readonly open: StartPlan[];
  readonly #judged: readonly Case[];
  readonly #baseline: Baseline;
  readonly #seen = new Map<string, Seen>();

  constructor(
    { mutant, judged, plans }: { mutant: Mutant; judged: readonly Case[]; plans: readonly StartPlan[] },
    baseline: Baseline,
  ) {
    this.mutant = mutant;
    this.#judged = judged;
    this.#baseline = baseline;
    this.open = reachedBy(mutant, plans, (key) => baseline.get(key)?.seen.passed);
  }

  add(plan: StartPlan, seen: Seen): void {
    this.#seen.set(plan.key, seen);
  }

  get isComplete(): boolean {
    return this.#seen.size === this.open.length;
  }

  /** Whether a start has to be looked at again before this mutant can be judged. */
  lacks(plan: StartPlan): boolean {
    const seen = this.#seen.get(plan.key);
    return seen !== undefined && isUncertain(seen) && this.autopsy().fate !== 'killed';
  }

  autopsy(): Autopsy {
    const own = [...this.#seen.values()];
    const together = [...this.#baseline].map(
      ([key, { plan, seen }]) => [key, { plan, seen: this.#seen.get(key) ?? seen }] as const,
    );
    const broken = own.find((seen) => seen.broken !== undefined)?.broken;
    return autopsyOf(this.mutant, {
      judged: this.#judged,
      observed: observationsOf(new Map(together)),
      active: own.some(({ passed }) => passed.has(this.mutant.name)),
      starts: own.length,
      ms: Math.round(own.reduce((sum, { ms }) => sum + ms, 0)),
      ...(broken !== undefined && { broken }),
    });
  }
}
