/** Observes one start with all that a verdict asks of it: a retry for a broken world, a second reading, the premise. */
import { parseAuthorities } from '../../certs/authorities.ts';
import type { ReleaseNames } from '../../suites/catalogue.ts';
import { closelyMs } from '../../suites/checks.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { fallsShort } from '../judge/judge.ts';
import type { RunContext, RunDescription } from './context.ts';
import { fellShort, observeStart, repeatPremise, type StartResult } from './observe-start.ts';
import type { Observation } from '../observe/observation.ts';
import { openRuntime } from './open-runtime.ts';
import { planStarts, type StartPlan } from './plan.ts';
import { turns } from './turns.ts';

export interface PlanObservation extends StartResult {
  /** What the world around the services did wrong before an attempt succeeded. */
  attempts: { code: string; message: string }[];
}

export type ObservePlan = (plan: StartPlan, ctx: RunContext, signal: AbortSignal) => Promise<PlanObservation>;

/**
 * @param byId every case of the catalogue by id: a plan's cases and their plain starts are found there
 */
export const planObserver =
  (byId: ReadonlyMap<string, Case>, names: ReleaseNames): ObservePlan =>
  async (plan, ctx, signal) => {
    const { result, attempts } = await withRetry(plan, ctx, signal);
    const { observation } = result;
    const cases = plan.cases.map((id) => byId.get(id)!);
    const short = cases.filter((one) => !observation.infrastructure && fallsShort(one, observation));
    if (short.length) {
      const again = await observeStart(plan, ctx, signal);
      const differs = short.filter((one) => !fallsShort(one, again.observation));
      if (differs.length) observation.unstable = differs.map((one) => one.id);
    }
    if (fellShort(plan, observation)) {
      const plain = planStarts([byId.get(cases[0]!.plain)!], names)[0]!;
      observation.premise = await repeatPremise(plan, plain, ctx, signal);
    }
    return { ...result, attempts };
  };

/** Attempts for a byte probe without a gap: a busy machine lets one through in the end, or the case is untestable. */
const watchAttempts = 6;

/** Again, and only when the world around the services failed; every attempt is on record. */
const withRetry = async (plan: StartPlan, ctx: RunContext, signal: AbortSignal) => {
  const attempts: { code: string; message: string }[] = [];
  for (;;) {
    const result = await inTurn(plan, () => observeStart(plan, ctx, signal));
    const broken = brokenWorld(result.observation);
    const most = broken?.code === 'WATCH_GAP' ? watchAttempts : 2;
    if (!broken || broken.code === 'SUITE_ERROR' || attempts.length + 1 >= most) return { result, attempts };
    attempts.push(broken);
  }
};

/** Byte probes one start at a time: more at once leave gaps to each other. */
const watching = turns(1);

const inTurn = async <T>(plan: StartPlan, work: () => Promise<T>): Promise<T> => {
  if (!plan.looks.includes('watch')) return work();
  using _ = await watching();
  return await work();
};

/** A gap in the watch is the machine's fault, unless what was seen already tells. */
export const brokenWorld = (o: Observation): { code: string; message: string } | undefined => {
  if (o.infrastructure) return o.infrastructure;
  const watches = Object.values(o.services).flatMap((service) =>
    Object.values(service.listeners).map(({ watch }) => watch),
  );
  if (watches.some((watch) => watch && watch.plaintextAt.length > 0)) return undefined;
  const gap = Math.max(0, ...watches.map((watch) => watch?.maxGapMs ?? 0));
  return gap > closelyMs
    ? { code: 'WATCH_GAP', message: `the byte probe had a gap of ${gap} ms; at most ${closelyMs} ms count` }
    : undefined;
};

/** What a process that observes makes of the description that it was handed. */
export const contextOf = async (run: RunDescription): Promise<RunContext> => ({
  ...run,
  authorities: parseAuthorities(run.authorities),
  runtime: await openRuntime(run),
});
