/** What is written for, or taken out of, a deviations file; a maintainer's comments stay. Pure: text in, text out. */
import { isSeq, parseDocument } from 'yaml';
import type { Case } from '../../suites/vocabulary.ts';
import { hits, nameOfEntry, type EntryResult } from './deviations.ts';
import { parseDeviations, type Deviation, type DeviationProblem } from './deviations-file.ts';
import type { Finding } from './findings.ts';

/** A case of a report that deviates and that no entry excuses. */
export interface Unexcused {
  id: string;
  cause: string | null;
  finding: Finding | null;
  observed: string;
}

/**
 * Writes entries for everything in a report that deviates without an excuse, one for each cause and finding. What
 * only a person can know is left open, so that the entries do not pass as they stand.
 * @param today as YYYY-MM-DD; entries are proposed for half a year
 */
export const suggestDeviations = (release: string, cases: readonly Unexcused[], today: string): string => {
  const deviating = cases.filter((one) => one.finding !== null && one.finding !== 'conforms');
  const findingsOf = (cause: string): Set<Finding | null> =>
    new Set(deviating.filter((one) => (one.cause ?? one.id) === cause).map((one) => one.finding));
  // An entry for a cause covers all of its cases: where they deviate in several ways, each needs its own.
  const groups = Map.groupBy(deviating, (one) => {
    const cause = one.cause ?? one.id;
    return findingsOf(cause).size > 1 ? one.id : cause;
  });
  const expires = halfAYearAfter(today);
  const entries = [...groups].map(([key, group]) => {
    const { id, finding, observed } = group[0]!;
    const name = key === id && group.length === 1 ? 'case' : 'cause';
    const others = group.length === 1 ? '' : ` (${group.length} cases)`;
    return [
      `  # ${oneLine(observed)}${others}`,
      `  - ${name}: ${quoted(key)}`,
      `    finding: ${finding}`,
      '    attribution: undecided # product, documentation or undecided',
      `    reason: '' # why this is known and accepted for now`,
      `    link: '' # the upstream thread or file`,
      `    expires: ${expires}`,
    ].join('\n');
  });
  const list = entries.length ? `deviations:\n${entries.join('\n')}\n` : 'deviations: []\n';
  return `release: ${quoted(release)}\n${list}`;
};

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
  const pruned = removed.length ? document.toString({ lineWidth: 0 }) : text;
  return { text: pruned, removed: removed.toReversed(), left: left.toReversed() };
};

/** Everything that is wrong with a file as it stands, without a report: form, entries that hit nothing, expiry. */
export const checkDeviations = (
  text: string,
  catalogue: readonly Pick<Case, 'id' | 'rule'>[],
  today: string,
): DeviationProblem[] => {
  const parsed = parseDeviations(text);
  if (!parsed.ok) return parsed.problems;
  return parsed.file.entries.flatMap((entry, index) => {
    const line = parsed.file.lines[index]!;
    const problems: DeviationProblem[] = [];
    if (!hits(entry, catalogue)) {
      problems.push({ line, expected: 'a case of the catalogue', found: nameOfEntry(entry) });
    }
    if (entry.expires < today) {
      problems.push({ line, expected: `an expiry from ${today} on`, found: `expires: ${entry.expires}` });
    }
    return problems;
  });
};

const same = (one: Deviation, other: Deviation): boolean => inOrder(one) === inOrder(other);

/** Keys may stand in any order. */
const inOrder = (entry: Deviation): string => {
  const pairs = Object.entries(entry).map((pair) => JSON.stringify(pair));
  return pairs.toSorted().join('\n');
};

const halfAYearAfter = (day: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 182);
  return date.toISOString().slice(0, 10);
};

const oneLine = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 100 ? `${flat.slice(0, 99)}…` : flat;
};

/** A YAML scalar in single quotes: ids hold `@`, which may not begin a plain scalar. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
