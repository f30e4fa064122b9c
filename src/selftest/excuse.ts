/** What of a mutant the deviations file of a real release would excuse, if that release had the same fault. Pure. */
import { releaseSuffix } from '../../suites/catalogue.ts';
import type { Case, Naming } from '../../suites/vocabulary.ts';
import { nameOfEntry, wouldBeKnown } from '../judge/deviations/deviations.ts';
import type { Deviation } from '../judge/deviations/file.ts';
import { names } from '../judge/deviations/weigh.ts';
import type { Deviating } from './kill.ts';

export interface Excuse {
  /** The cases of the release, under the given names where it has them, that would show the fault. */
  shown: number;
  /** Those of them that are no deviation on file: for these the gate stays red. */
  left: string[];
  /** Case and entry, for each that would be excused. */
  excused: { id: string; entry: string }[];
}

/**
 * @param naming under which names the fault is looked at; a case that the release has under one name counts under it
 * @param today as YYYY-MM-DD
 */
export const excuseOf = (
  deviating: readonly Deviating[],
  { cases, entries }: { cases: ReadonlyMap<string, Case>; entries: readonly Deviation[] },
  naming: Naming,
  today: string,
): Excuse => {
  const result: Excuse = { shown: 0, left: [], excused: [] };
  // A mutant reads its settings: what it shows is never that they are called otherwise.
  const applicable = entries.filter(({ finding }) => !finding.startsWith('renamed'));
  for (const seen of deviating) {
    const twin = cases.get(seen.id + releaseSuffix);
    const one = naming === 'release' ? (twin ?? cases.get(seen.id)) : cases.get(seen.id);
    if (!one) continue;
    result.shown += 1;
    const outcome = seen.code === 'NOT_STRICT' ? 'non-strict' : 'fail';
    if (wouldBeKnown(one, { ...seen, outcome, unobserved: [] }, applicable, today)) {
      const entry = applicable.find((entry) => names(entry, one));
      result.excused.push({ id: one.id, entry: entry ? nameOfEntry(entry) : 'by its cause' });
    } else result.left.push(one.id);
  }
  return result;
};
