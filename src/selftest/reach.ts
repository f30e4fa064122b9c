/**
 * Selects the starts in which a mutant has to be observed. Up to its fault point a mutant is the honest reference, so a
 * start whose honest run never passes that point shows the same with the mutant. Pure.
 */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { globMatcher } from '../judge/glob.ts';
import type { PlannedStart } from '../plan/plan.ts';

/** Cases that judge a mutant: those of its scope, or all of them. */
export const judgedCases = <One extends { id: string }>(
  mutant: Pick<Mutant, 'scope'>,
  cases: readonly One[],
  all: boolean,
): One[] => {
  if (all || mutant.scope === undefined) return [...cases];
  const matchers = mutant.scope.map(globMatcher);
  return cases.filter((one) => matchers.some((matches) => matches(one.id)));
};

/** @param passed fault points that the honest run of a start passed, by the start's key */
export const reachedBy = (
  mutant: Pick<Mutant, 'name'>,
  plans: readonly PlannedStart[],
  passed: (key: string) => ReadonlySet<string> | undefined,
): PlannedStart[] => plans.filter(({ key }) => passed(key)?.has(mutant.name));
