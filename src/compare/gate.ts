/** Decides with which exit code a comparison ends. Pure. */
import { mayGate, type ExitCode } from '../judge/gate.ts';
import type { Comparison } from './schema.ts';

/** `new`: a case fails that did not. `changed`: a verdict differs. */
export const failOn = ['never', 'new', 'changed'] as const;
export type FailOn = (typeof failOn)[number];

export interface Ending {
  exitCode: ExitCode;
  /** Why, in words. */
  reason: string;
}

/**
 * Neither a comparison of nothing is green, nor, where a gate was asked for, one in which the new report does not judge
 * what the old one judged.
 */
export const endingOf = (comparison: Comparison, when: FailOn): Ending => {
  const { new: fresh, resolved, changed, unchanged, lost } = comparison;
  const differing = fresh.length + resolved.length + changed.length;
  if (differing + unchanged.length === 0) return { exitCode: 3, reason: 'no case could be compared' };
  if (when === 'never') return { exitCode: 0, reason: 'no gate was asked for (--fail-on)' };
  const gating = fresh.filter(({ level, after: { code } }) => mayGate({ level, code }));
  if (gating.length > 0) return { exitCode: 1, reason: 'a case fails that did not' };
  if (when === 'changed' && differing > 0) return { exitCode: 1, reason: 'a verdict has changed' };
  if (lost.length > 0)
    return { exitCode: 3, reason: 'what the old report judged is not judged in the new one' };
  return { exitCode: 0, reason: when === 'new' ? 'no case fails that did not' : 'no verdict has changed' };
};
