/** Takes entries out of a deviations file, and leaves a maintainer's comments. Pure: text in, text out. */
import { isSeq, parseDocument } from 'yaml';
import { nameOfEntry, type EntryResult } from './deviations.ts';
import { parseDeviations, type Deviation } from './file.ts';

export interface Pruned {
  text: string;
  removed: string[];
  /** Entries that only a person can decide on, with the reason. */
  left: string[];
}

/**
 * Takes out the entries that excuse nothing any more: unmatched ones, and stale ones without a case left that
 * deviates their way. `results` must come from a report over this very file.
 */
export const pruneDeviations = (text: string, results: readonly EntryResult[]): Pruned => {
  const parsed = parseDeviations(text);
  const document = parseDocument(text);
  const list = document.get('deviations');
  const removed: string[] = [];
  const left: string[] = [];
  if (!parsed.ok || !isSeq(list)) return { text, removed, left };
  for (let index = parsed.file.entries.length - 1; index >= 0; index -= 1) {
    const entry = parsed.file.entries[index]!;
    const result = results.find((one) => same(one.entry, entry));
    const name = nameOfEntry(entry);
    if (!result) left.push(`${name}: not in the report`);
    else if (result.disposition === 'expired') left.push(`${name}: expired on ${entry.expires}`);
    else if (result.disposition === 'stale' && result.covered.length) {
      left.push(`${name}: still excuses ${result.covered.length}, but no longer ${result.stale.join(', ')}`);
    } else if (result.disposition === 'stale' || result.disposition === 'unmatched') {
      list.delete(index);
      removed.push(`${name}: ${result.disposition}`);
    }
  }
  // A file without anything to take out is given back as it was, to the last byte.
  const pruned = removed.length ? document.toString({ lineWidth: 0, flowCollectionPadding: false }) : text;
  return { text: pruned, removed: removed.toReversed(), left: left.toReversed() };
};

const same = (one: Deviation, other: Deviation): boolean => inOrder(one) === inOrder(other);

/** Keys may stand in any order. */
const inOrder = (entry: Deviation): string => {
  const pairs = Object.entries(entry).map((pair) => JSON.stringify(pair));
  return pairs.toSorted().join('\n');
};
