/** Finds which deviating cases of a mutant the deviations file of a real release would excuse. Pure. */
import { releaseSuffix } from '../../suites/catalogue.ts';
import type { Case, Naming } from '../../suites/vocabulary.ts';
import { nameOfEntry, wouldBeKnown } from '../judge/deviations/deviations.ts';
import type { Deviation } from '../judge/deviations/file.ts';
import { names } from '../judge/deviations/weigh.ts';
import type { Deviating } from './kill.ts';

export interface Excuse {
  /** Number of cases of the release that would show the fault, under the given names where the release has them. */
  shown: number;
  /** Cases among them without an entry on file: for these the gate stays red. */
  left: string[];
  /** Cases that would be excused, each with its entry. */
  excused: { id: string; entry: string }[];
}

/**
 * @param naming names under which the cases are compared; a case that the release has under one name counts under both
 * @param today as YYYY-MM-DD
 */
export const excuseOf = (
  deviating: readonly Deviating[],
  { cases, entries }: { cases: ReadonlyMap<string, Case>; entries: readonly Deviation[] },
  naming: Naming,
  today: string,
): Excuse => {
  const result: Excuse = { shown: 0, left: [], excused: [] };
  // A mutant reads its settings: it never shows that they have other names.
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
