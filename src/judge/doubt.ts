/** Says which results of a run have to be observed again in calm before they count. Pure. */
import type { Case } from '../../suites/vocabulary.ts';

/** A judged case, as far as its weight for the gate is concerned. */
export interface Weighed {
  id: string;
  /** Turns the gate red: a failure without an excuse, or one that makes an entry stale. */
  red: boolean;
  /** Says nothing about the product: what was missing may be there on a machine that is less busy. */
  open: boolean;
  /** A start of it was observed in calm already. */
  calm: boolean;
}

/** More open results than these are no busy moment: the infrastructure is broken, and all of it would only fail again. */
const mostOpen = 30;

/**
 * Ids of the cases whose starts are observed again: those of red and open results, with the cases that they are held
 * against.
 */
export const doubtful = (weighed: readonly Weighed[], cases: ReadonlyMap<string, Case>): Set<string> => {
  const red = weighed.filter((one) => one.red && !one.calm);
  const open = weighed.filter((one) => one.open && !one.calm);
  // A plain start that failed leaves all that hang on it open: it goes first, and they may be settled by it.
  const plain = open.filter(({ id }) => cases.get(id)?.plain === id);
  const chosen = plain.length ? plain : open.length <= mostOpen ? open : [];
  const ids = new Set<string>();
  for (const { id } of [...red, ...chosen]) {
    const one = cases.get(id);
    if (!one) continue;
    for (const need of [id, one.control?.case, one.premise?.case, one.plain]) if (need) ids.add(need);
  }
  return ids;
};
