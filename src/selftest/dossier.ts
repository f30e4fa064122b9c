/** Collects the observations of one mutant until it is decided. */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import type { Case } from '../../suites/vocabulary.ts';
import type { Observed } from '../judge/judge.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { autopsyOf, type Autopsy } from './kill.ts';
import type { Seen } from './laboratory.ts';
import { reachedBy } from './reach.ts';

/** Starts of the honest reference, by their key. */
export type Baseline = ReadonlyMap<string, { plan: PlannedStart; seen: Seen }>;

export const observationsOf = (baseline: Baseline): Observed => {
  const byCase = new Map(
    [...baseline.values()].flatMap(({ plan, seen }) =>
      plan.cases.map((id) => [id, seen.observation] as const),
    ),
  );
  return (id: string) => byCase.get(id);
};

/** Whether a busy machine left a fact of the start undecided. */
export const isUncertain = ({ broken, observation }: Seen): boolean =>
  broken !== undefined || (observation.unstable?.length ?? 0) > 0;

export class Dossier {
  readonly mutant: Mutant;
  /** Starts that still have to be made with the mutant. */
  readonly open: PlannedStart[];
  readonly #judged: readonly Case[];
  readonly #baseline: Baseline;
  readonly #seen = new Map<string, Seen>();

  constructor(
    { mutant, judged, plans }: { mutant: Mutant; judged: readonly Case[]; plans: readonly PlannedStart[] },
    baseline: Baseline,
  ) {
    this.mutant = mutant;
    this.#judged = judged;
    this.#baseline = baseline;
    this.open = reachedBy(mutant, plans, (key) => baseline.get(key)?.seen.passed);
  }

  add(plan: PlannedStart, seen: Seen): void {
    this.#seen.set(plan.key, seen);
  }

  get isComplete(): boolean {
    return this.#seen.size === this.open.length;
  }

  /** Whether a start has to be observed again before this mutant can be judged. */
  lacks(plan: PlannedStart): boolean {
    const seen = this.#seen.get(plan.key);
    return seen !== undefined && isUncertain(seen) && this.autopsy().fate !== 'killed';
  }

  /** Whether no further start is needed. */
  get isDecided(): boolean {
    return this.isComplete && !this.open.some((plan) => this.lacks(plan));
  }

  /**
   * Weight for the order: starts that end at a time limit first, then long ones, so that no core is idle at the end.
   */
  weight({ key }: PlannedStart): number {
    return (this.mutant.slow ? 1e6 : 0) + (this.#baseline.get(key)?.seen.ms ?? 0);
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
