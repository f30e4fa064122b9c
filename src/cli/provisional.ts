/** Predicts whether a case will count as red, from what is known while the run goes on. Pure. */
import type { Case } from '../../suites/vocabulary.ts';
import { wouldBeKnown } from '../judge/deviations/deviations.ts';
import type { Deviation } from '../judge/deviations/file.ts';
import { mayGate } from '../judge/gate.ts';
import type { Verdict } from '../judge/judge.ts';

/** Of a verdict before all is observed: red, known to deviate so, or neither. */
export type Provisional = (caseId: string, verdict: Verdict) => 'red' | 'known' | undefined;

/** @param today as YYYY-MM-DD */
export const provisionally = (
  selected: readonly Case[],
  deviations: readonly Deviation[],
  today: string,
): Provisional => {
  const byId = new Map(selected.map((one) => [one.id, one]));
  return (id, verdict) => {
    const one = byId.get(id);
    if (verdict.outcome === 'error') return 'red';
    if (!one || verdict.outcome !== 'fail') return undefined;
    if (wouldBeKnown(one, verdict, deviations, today)) return 'known';
    return mayGate({ level: one.level, code: verdict.code }) ? 'red' : undefined;
  };
};
