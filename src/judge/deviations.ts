/** Known deviations of a release: what an entry covers, what it excuses, and whether it is still true. Pure. */
import type { Case, Naming } from '../../suites/vocabulary.ts';
import { globMatcher } from './deviations-glob.ts';
import type { Deviation } from './deviations-file.ts';
import type { Finding } from './findings.ts';
import type { Outcome } from './outcome.ts';

/** What became of a case that deviates. `expired`: an entry covers it that is no longer in force. */
export type CaseDisposition = 'unexpected' | 'known' | 'expired';

/**
 * What became of an entry. `known`: in force, and excused at least one case. `stale`: a case that it covers was
 * executed and did not deviate that way. `unmatched`: hits no case of the catalogue. `unexercised`: nothing that it
 * covers was executed, so nothing can be said.
 */
export type EntryDisposition = 'known' | 'stale' | 'unmatched' | 'expired' | 'unexercised';

/** A selected and executed case, as far as deviations are concerned. */
export interface JudgedCase {
  id: string;
  rule: string;
  naming: Naming;
  outcome: Outcome;
  finding: Finding | undefined;
  /** The case at the root of its causes. */
  cause: string | undefined;
}

export interface EntryResult {
  entry: Deviation;
  disposition: EntryDisposition;
  /** Ids of the cases that it excuses, or would if it had not expired. */
  covered: string[];
  /** Ids of executed cases that it names and that did not deviate that way. */
  stale: string[];
}

export interface Dispositions {
  /** By case id; a case without an entry here needs no excuse. `entry` is an index into `entries`. */
  cases: Map<string, { disposition: CaseDisposition; entry?: number }>;
  entries: EntryResult[];
}

/** @param today as YYYY-MM-DD; an entry is in force up to and including the day on which it expires */
export const disposed = (
  judged: readonly JudgedCase[],
  deviations: readonly Deviation[],
  catalogue: readonly Pick<Case, 'id' | 'rule'>[],
  today: string,
): Dispositions => {
  const cases: Dispositions['cases'] = new Map();
  for (const one of judged) if (deviates(one)) cases.set(one.id, { disposition: 'unexpected' });

  const entries = deviations.map((entry, index): EntryResult => {
    const expired = entry.expires < today;
    const named = judged.filter(coveredBy(entry));
    const covered = named.filter((one) => deviates(one) && one.finding === entry.finding);
    const stale = named.filter((one) => settled(one) && !covered.includes(one));
    for (const { id } of covered) {
      if (cases.get(id)?.disposition === 'known') continue;
      cases.set(id, { disposition: expired ? 'expired' : 'known', entry: index });
    }
    return {
      entry,
      disposition: !hits(entry, catalogue)
        ? 'unmatched'
        : expired
          ? 'expired'
          : stale.length
            ? 'stale'
            : covered.length
              ? 'known'
              : 'unexercised',
      covered: covered.map((one) => one.id),
      stale: stale.map((one) => one.id),
    };
  });
  return { cases, entries };
};

/** Only these can be excused; moot needs no excuse, untestable and error have none. */
const deviates = (one: JudgedCase): boolean => one.outcome === 'fail' || one.outcome === 'non-strict';

/** Says something about the product, so that an entry can be held against it. */
const settled = (one: JudgedCase): boolean => deviates(one) || one.outcome === 'pass';

const coveredBy = (entry: Deviation): ((one: JudgedCase) => boolean) => {
  // What the page calls something can only differ where the page's names are used.
  const naming = (one: JudgedCase): boolean =>
    !entry.finding.startsWith('renamed') || one.naming === 'documented';
  if (entry.case !== undefined) {
    const matches = globMatcher(entry.case);
    return (one) => naming(one) && matches(one.id);
  }
  if (entry.rule !== undefined) return (one) => naming(one) && one.rule === entry.rule;
  const matches = globMatcher(entry.cause ?? '');
  return (one) => naming(one) && (matches(one.id) || (one.cause !== undefined && matches(one.cause)));
};

/** Whether an entry names any case of the catalogue, executed or not. */
export const hits = (entry: Deviation, catalogue: readonly Pick<Case, 'id' | 'rule'>[]): boolean => {
  if (entry.rule !== undefined) return catalogue.some((one) => one.rule === entry.rule);
  const matches = globMatcher(entry.case ?? entry.cause ?? '');
  return catalogue.some((one) => matches(one.id));
};

/** What an entry is about, as it is written in the file. */
export const nameOfEntry = (entry: Deviation): string =>
  entry.case !== undefined
    ? `case: ${entry.case}`
    : entry.rule !== undefined
      ? `rule: ${entry.rule}`
      : `cause: ${entry.cause ?? ''}`;
