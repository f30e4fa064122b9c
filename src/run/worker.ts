/** A vitest worker's side of a run: makes the starts of its project, a few at a time, each once. */
import { parseAuthorities } from '../../certs/authorities.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { fallsShort, type Observed, type Verdict } from '../judge/judge.ts';
import type { Observation } from '../observe/observation.ts';
import type { JournalObservation } from '../report/journal.ts';
import type { RunContext, RunDescription } from './context.ts';
import { fellShort, observeStart, repeatPremise } from './observe-start.ts';
import { openRuntime } from './open-runtime.ts';
import { planStarts, type StartPlan } from './plan.ts';

declare module 'vitest' {
  interface ProvidedContext {
    project: string;
    run: RunDescription;
  }
  interface TaskMeta {
    /** On the first case of a start. */
    observed?: JournalObservation;
    provisional?: Verdict;
  }
}

export interface Worker {
  starts: { plan: StartPlan; cases: Case[] }[];
  observe: (plan: StartPlan, signal: AbortSignal) => Promise<JournalObservation>;
  observed: Observed;
}

export const workerOf = async (run: RunDescription, project: string): Promise<Worker> => {
  const ctx = await contextOf(run);
  const wanted = new Set(run.cases);
  const catalogue = catalogueFor(run.release).cases;
  const byId = new Map(catalogue.map((one) => [one.id, one]));
  const plans = planStarts(
    catalogue.filter((one) => wanted.has(one.id)),
    run.release,
  );
  const plainOf = (plan: StartPlan): StartPlan => {
    const plain = byId.get(byId.get(plan.cases[0]!)!.plain)!;
    return planStarts([plain], run.release)[0]!;
  };
  const casesOf = (plan: StartPlan): Case[] => plan.cases.map((id) => byId.get(id)!);
  const done = new Map<string, Observation>();
  const under = new Map<string, Promise<JournalObservation>>();
  const turn = turns(run.startsPerWorker);
  const stop = new AbortController();

  const make = async (plan: StartPlan): Promise<JournalObservation> => {
    using _ = await turn();
    stop.signal.throwIfAborted();
    const { result, attempts } = await withRetry(plan, ctx, stop.signal);
    const { observation, timings } = result;
    const short = casesOf(plan).filter((one) => !observation.infrastructure && fallsShort(one, observation));
    if (short.length) {
      const again = await observeStart(plan, ctx, stop.signal);
      const differs = short.filter((one) => !fallsShort(one, again.observation));
      if (differs.length) observation.unstable = differs.map((one) => one.id);
    }
    if (fellShort(plan, observation)) {
      observation.premise = await repeatPremise(plan, plainOf(plan), ctx, stop.signal);
    }
    for (const id of plan.cases) done.set(id, observation);
    return { type: 'observation', start: plan.key, cases: plan.cases, observation, attempts, timings };
  };

  return {
    starts: plans.filter((plan) => plan.project === project).map((plan) => ({ plan, cases: casesOf(plan) })),
    observe: (plan, signal) => {
      signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
      const known = under.get(plan.key) ?? make(plan);
      under.set(plan.key, known);
      return known;
    },
    observed: (id) => done.get(id),
  };
};

const contextOf = async (run: RunDescription): Promise<RunContext> => ({
  ...run,
  authorities: parseAuthorities(run.authorities),
  runtime: await openRuntime(run),
});

/** Once more, and only when the world around the services failed; every attempt is on record. */
const withRetry = async (plan: StartPlan, ctx: RunContext, signal: AbortSignal) => {
  const first = await observeStart(plan, ctx, signal);
  const broken = first.observation.infrastructure;
  if (!broken || broken.code === 'SUITE_ERROR') return { result: first, attempts: [] };
  return { result: await observeStart(plan, ctx, signal), attempts: [broken] };
};

/** At most `many` at once, first come first served. */
const turns = (many: number): (() => Promise<Disposable>) => {
  let free = many;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return { [Symbol.dispose]: release };
  };
};
