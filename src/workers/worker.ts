/** Observes, in a vitest worker, the starts of its project: a few at a time, each once. */
import { catalogueFor } from '../../suites/catalogue.ts';
import type { Case } from '../../suites/vocabulary.ts';
import type { Observed, Verdict } from '../judge/judge.ts';
import type { JournalObservation, Lost } from '../model/journal.ts';
import type { Observation } from '../model/observation.ts';
import { lossOf } from '../observe/infrastructure-faults.ts';
import { contextOf, planObserver } from '../observe/observe-plan.ts';
import { proofs } from '../observe/proofs.ts';
import { longestFirst, turnsOf } from '../plan/lanes.ts';
import { casesOf, planStarts, serversOf, type PlannedStart } from '../plan/plan.ts';
import type { RunDescription, Surroundings } from '../stack/context.ts';
import { openPassages } from '../stack/open-passages.ts';
import { enterOwnNamespace } from '../system/network/namespace.ts';
import type { HandedOver } from './hand-over.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Keys of the starts that this project makes. */
    starts: string[];
    /** By which the run's description is found. */
    handedOverAs: string;
  }
  interface TaskMeta {
    /** On the first case of a start. */
    observed?: JournalObservation;
    provisional?: Verdict;
    /** Its start was observed, whatever is held of it. */
    seen?: true;
    /** Why there is no observation that counts. */
    lost?: Lost;
  }
}

export interface Worker {
  /** Names of the groups that its starts are of. */
  groups: string[];
  starts: { plan: PlannedStart; cases: Case[] }[];
  observe: (plan: PlannedStart, signal: AbortSignal) => Promise<JournalObservation>;
  /** What is lost by an error of `observe`. */
  lostBy: (plan: PlannedStart, error: unknown) => Lost;
  observed: Observed;
}

export const workerOf = async (
  { description, surroundings }: HandedOver,
  keys: readonly string[],
): Promise<Worker> => {
  const run: RunDescription = { ...description, postgres: null, backplane: {} };
  if (run.separate) await enterOwnNamespace();
  const ctx = await contextOf(run);
  const wanted = new Set(run.cases);
  const ofPage = catalogueFor(run.release).cases;
  const known = new Set(ofPage.map(({ id }) => id));
  // What lies beyond the page is derived only where it is asked for.
  const catalogue = run.cases.every((id) => known.has(id))
    ? ofPage
    : catalogueFor(run.release, 'platform').cases;
  const byId = new Map(catalogue.map((one) => [one.id, one]));
  const plans = planStarts(
    catalogue.filter((one) => wanted.has(one.id)),
    run.release,
  );
  const done = new Map<string, Observation>();
  const under = new Map<string, Promise<JournalObservation>>();
  const observePlan = planObserver(byId, run.release);
  const turn = turnsOf(run.release, run.startsPerWorker);
  const stop = new AbortController();

  const mine = new Set(keys);
  const own = longestFirst(plans.filter(({ key }) => mine.has(key)));
  const proven = proofs(ctx, own);
  const around = surroundingsOf({ description, surroundings }, byId);
  let finished = 0;
  let disproved = false;

  /** What the instruments said counts for nothing when they are found dishonest after it. */
  const proveAfterLast = async (): Promise<void> => {
    finished += 1;
    if (finished < own.length) return;
    await proven.after().catch((error: unknown) => {
      disproved = true;
      throw error;
    });
  };

  const make = async (plan: PlannedStart, rank: number): Promise<JournalObservation> => {
    await proven.before();
    const needed = await around(plan);
    const ready = async (): Promise<Disposable> => {
      const mine = await turn(plan, rank);
      if (!stop.signal.aborted) return mine;
      mine[Symbol.dispose]();
      throw stop.signal.reason as Error;
    };
    const watched = { ...ctx, ...needed, ...proven.shown() };
    const { observation, attempts, timings } = await observePlan(plan, watched, stop.signal, ready);
    await proveAfterLast();
    for (const id of plan.cases) done.set(id, observation);
    return { type: 'observation', start: plan.key, cases: plan.cases, observation, attempts, timings };
  };

  return {
    groups: [...new Set(own.map(({ group }) => group))],
    starts: own.map((plan) => ({ plan, cases: casesOf(plan, byId) })),
    observe: (plan, signal) => {
      signal.addEventListener('abort', () => stop.abort(signal.reason), { once: true });
      const known = under.get(plan.key) ?? make(plan, own.indexOf(plan));
      under.set(plan.key, known);
      return known;
    },
    lostBy: (plan, error) => ({
      ...lossOf(error),
      cases: disproved ? own.flatMap(({ cases }) => cases) : plan.cases,
    }),
    observed: (id) => done.get(id),
  };
};

/** Waits, for each start, until what it and the plain starts of its cases need is up. */
const surroundingsOf = (
  { description, surroundings }: HandedOver,
  byId: ReadonlyMap<string, Case>,
): ((plan: PlannedStart) => Promise<Surroundings>) => {
  const { release, separate } = description;
  const opened = surroundings((known) => known.backplane).then(async (backplane) => {
    if (separate) await openPassages({ backplane });
    return backplane;
  });
  // Awaited by the first start.
  opened.catch(() => {});
  return async (plan) => {
    const backplane = await opened;
    const plain = casesOf(plan, byId).flatMap((one) => byId.get(one.plain) ?? []);
    const servers = [plan, ...plain].flatMap(({ start }) => serversOf(start, release));
    if (!servers.length) return { backplane, postgres: null };
    const postgres = await surroundings((known) =>
      servers.every((server) => known.postgres?.servers[server]) ? known.postgres : undefined,
    );
    return { backplane, postgres };
  };
};
