/** Observes again in calm what would decide the gate: one start at a time, with nothing else of the run running. */
import type { Case } from '../../suites/vocabulary.ts';
import type { JournalLine, JournalObservation, Lost } from '../model/journal.ts';
import type { PlannedStart } from '../plan/plan.ts';
import type { RunDescription } from '../stack/context.ts';
import { lossOf } from './infrastructure-faults.ts';
import { contextOf, observeCalmly } from './observe-plan.ts';
import { proofs } from './proofs.ts';

/** Ids of the cases that must be observed again before they count, by what the journal holds so far. */
export type Doubts = (lines: readonly JournalLine[]) => ReadonlySet<string>;

export interface Confirming {
  description: RunDescription;
  plans: readonly PlannedStart[];
  cases: readonly Case[];
  doubts: Doubts;
  /** The journal as it stands on disk. */
  read: () => JournalLine[];
  write: (line: JournalObservation) => void;
  note: (line: string) => void;
  signal: AbortSignal;
}

/** A plain start that holds in calm lets others be judged, of which some may be red for the first time. */
const mostRounds = 3;

/**
 * What cannot be observed again, because an instrument or the suite itself failed, counts for nothing.
 * @returns the cases that are lost so
 * @throws the signal's reason
 */
export const confirm = async (confirming: Confirming): Promise<Lost | undefined> => {
  const { plans, doubts, read, note, signal } = confirming;
  const done = new Set<string>();
  for (let round = 0; round < mostRounds; round++) {
    const ids = doubts(read());
    const open = plans.filter((plan) => !done.has(plan.key) && plan.cases.some((id) => ids.has(id)));
    if (!open.length) return undefined;
    note(
      `Observing ${open.length} ${open.length === 1 ? 'start' : 'starts'} again in calm: they decide the result.`,
    );
    try {
      await observeAll(open, confirming);
    } catch (error) {
      signal.throwIfAborted();
      return { ...lossOf(error), cases: open.flatMap((plan) => plan.cases.filter((id) => ids.has(id))) };
    }
    for (const { key } of open) done.add(key);
    signal.throwIfAborted();
  }
  return undefined;
};

const observeAll = async (open: readonly PlannedStart[], confirming: Confirming): Promise<void> => {
  const { description, cases, write, signal } = confirming;
  const ctx = await contextOf(description);
  const instruments = proofs(ctx, open);
  await instruments.before();
  const shown = { ...ctx, ...instruments.shown() };
  const byId = new Map(cases.map((one) => [one.id, one]));
  for (const plan of open) {
    const { observation, attempts, timings } = await observeCalmly(plan, byId, shown, signal);
    write({
      ...{ type: 'observation', reading: 'calm', start: plan.key, cases: plan.cases },
      ...{ observation, attempts, timings },
    });
  }
  await instruments.after();
};
