/**
 * Which starts a mutant has to be observed in. Up to the first fault point that bears its name a mutant is the
 * honest reference, so a start whose honest run never passes that point shows the same with the mutant. Pure.
 */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { globMatcher } from '../judge/glob.ts';
import type { StartPlan } from '../plan/plan.ts';

/** Cases that a mutant is judged by: those of its scope, or all of them. */
export const judgedCases = <One extends { id: string }>(
  mutant: Pick<Mutant, 'scope'>,
  cases: readonly One[],
  all: boolean,
): One[] => {
  if (all || mutant.scope === undefined) return [...cases];
  const matchers = mutant.scope.map(globMatcher);
  return cases.filter((one) => matchers.some((matches) => matches(one.id)));
};

/** The judged cases and all that they are judged against, transitively. */
export const neededCases = (judged: readonly Case[], byId: ReadonlyMap<string, Case>): Set<string> => {
  const needed = new Set<string>();
  const open = judged.map((one) => one.id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const one = byId.get(id);
    if (!one || needed.has(id)) continue;
    needed.add(id);
    const others = [one.plain, one.control?.case, one.premise?.case, one.effect?.case, ...(one.over ?? [])];
    open.push(...others.filter((other) => other !== undefined));
  }
  return needed;
};

/** @param passed fault points that the honest run of a start passed, by the start's key */
export const reachedBy = (
  mutant: Pick<Mutant, 'name'>,
  plans: readonly StartPlan[],
  passed: (key: string) => ReadonlySet<string> | undefined,
): StartPlan[] => plans.filter(({ key }) => passed(key)?.has(mutant.name));
