/** Says which cases must be observed so that others can be judged. Pure. */
import type { Case } from '../../suites/vocabulary.ts';

/**
 * The judged cases and all that they are judged against, transitively.
 * @param also ids that a case needs besides
 */
export const neededCases = (
  judged: readonly Case[],
  byId: ReadonlyMap<string, Case>,
  also: (one: Case) => readonly string[] = () => [],
): Set<string> => {
  const needed = new Set<string>();
  const open = judged.map((one) => one.id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const one = byId.get(id);
    if (!one || needed.has(id)) continue;
    needed.add(id);
    const others = [one.plain, one.control?.case, one.premise?.case, one.effect?.case, ...(one.over ?? [])];
    open.push(...others.filter((other) => other !== undefined), ...also(one));
  }
  return needed;
};
