/**
 * Says of each known deviation which cases it covers, which of them it excuses, and whether it is still true. Pure.
 */
import { releaseSuffix } from '../../../suites/catalogue.ts';
import type { Case, Naming } from '../../../suites/vocabulary.ts';
import type { Deviation } from './file.ts';
import { isCausedAsIn, names, weigh, weightsOf, type JudgedCase, type Seen, type Weight } from './weigh.ts';

export type { JudgedCase } from './weigh.ts';

/**
 * What became of a case that deviates. `known`: exactly as an entry in force says. `expired`: as one says that is no
 * longer in force. `stale`: milder than its entry says, so that the entry is to be written anew. `unexpected`: all else.
 */
export type CaseDisposition = 'unexpected' | 'known' | 'expired' | 'stale';

/**
 * What became of an entry. `known`: in force, and excused at least one case. `stale`: a case that it names was
 * executed, and deviates less than it says or not at all. `exceeded`: every case that it names and that deviates does
 * so more gravely than it says, or otherwise. `unmatched`: hits no case of the catalogue. `unexercised`: nothing that
 * it names was executed, so nothing can be said.
 */
export type EntryDisposition = 'known' | 'stale' | 'unmatched' | 'expired' | 'exceeded' | 'unexercised';

export interface EntryResult {
  entry: Deviation;
  disposition: EntryDisposition;
  /** Ids of the cases that it excuses, or would if it had not expired. */
  covered: string[];
  /** Ids of executed cases that it names and that deviate less than it says, or not at all. */
  stale: string[];
  /** Ids of executed cases that it names and that deviate more gravely than it says, or otherwise. */
  graver: string[];
}

export interface DisposedCase {
  disposition: CaseDisposition;
  /** Index into `entries`: the one that excuses it, or did before it expired. */
  entry?: number;
  /** The entry that does not excuse it, and that says something about it all the same. */
  hint?: { kind: 'graver' | 'milder' | 'other name'; entry: number };
}

export interface Dispositions {
  /** By case id; a case without an entry here needs no excuse. */
  cases: Map<string, DisposedCase>;
  entries: EntryResult[];
}

/** @param today as YYYY-MM-DD; an entry is in force up to and including the day on which it expires */
export const disposed = (
  judged: readonly JudgedCase[],
  deviations: readonly Deviation[],
  catalogue: readonly Named[],
  today: string,
): Dispositions => {
  const inForce = ({ index }: { index: number }): boolean => deviations[index]!.expires >= today;
  const cases: Dispositions['cases'] = new Map();
  const became: Record<Weight, Map<number, string[]>> = {
    same: new Map(),
    graver: new Map(),
    milder: new Map(),
  };
  for (const one of judged.filter(settled)) {
    const weights = weightsOf(one, deviations);
    const [force, gone] = [weights.filter(inForce), weights.filter((weight) => !inForce(weight))];
    // What exceeds one entry is unexpected, and no sign that another one is out of date.
    const exceeded = force.filter(({ weight }) => weight === 'graver');
    for (const { index, weight } of [...(exceeded.length ? exceeded : force), ...gone]) {
      became[weight].set(index, [...(became[weight].get(index) ?? []), one.id]);
    }
    if (deviates(one)) cases.set(one.id, dispositionOf(force, gone) ?? unexpected(one, deviations, inForce));
  }
  const entries = deviations.map((entry, index): EntryResult => {
    const [covered, stale, graver] = [became.same, became.milder, became.graver].map(
      (ids) => ids.get(index) ?? [],
    );
    const result = { entry, covered: covered!, stale: stale!, graver: graver! };
    return { ...result, disposition: entryDisposition(result, inForce({ index }), catalogue) };
  });
  return { cases, entries };
};

type Weights = ReturnType<typeof weightsOf>;

/** Two entries about one case excuse no more than the milder of them. Undefined where none is about it. */
const dispositionOf = (force: Weights, gone: Weights): DisposedCase | undefined => {
  const first = (weights: Weights, weight: Weight): number | undefined =>
    weights.find((one) => one.weight === weight)?.index;
  const graver = first(force, 'graver');
  if (graver !== undefined) return { disposition: 'unexpected', hint: { kind: 'graver', entry: graver } };
  const same = first(force, 'same');
  if (same !== undefined) return { disposition: 'known', entry: same };
  const milder = first(force, 'milder');
  if (milder !== undefined) return { disposition: 'stale', hint: { kind: 'milder', entry: milder } };
  const expired = first(gone, 'same');
  return expired === undefined ? undefined : { disposition: 'expired', entry: expired };
};

const unexpected = (
  one: JudgedCase,
  deviations: readonly Deviation[],
  inForce: (weight: { index: number }) => boolean,
): DisposedCase => {
  const twin = deviations.findIndex((entry, index) => inForce({ index }) && isSameOfTwin(one, entry));
  return { disposition: 'unexpected', ...(twin >= 0 && { hint: { kind: 'other name', entry: twin } }) };
};

const entryDisposition = (
  { entry, covered, stale, graver }: Omit<EntryResult, 'disposition'>,
  inForce: boolean,
  catalogue: readonly Named[],
): EntryDisposition => {
  if (!hits(entry, catalogue)) return 'unmatched';
  if (!inForce) return 'expired';
  if (stale.length) return 'stale';
  if (covered.length) return 'known';
  return graver.length ? 'exceeded' : 'unexercised';
};

/** Only these can be excused; moot needs no excuse, untestable and error have none. */
const deviates = ({ outcome }: Pick<JudgedCase, 'outcome'>): boolean =>
  outcome === 'fail' || outcome === 'non-strict';

/** Says something about the product, so that an entry can be held against it. */
const settled = (one: JudgedCase): boolean => deviates(one) || one.outcome === 'pass';

/** The case under the page's names, or under the release's, when this one is under the others. */
export const otherName = (id: string): string =>
  id.endsWith(releaseSuffix) ? id.slice(0, -releaseSuffix.length) : `${id}${releaseSuffix}`;

const isSameOfTwin = (one: JudgedCase, entry: Deviation): boolean => {
  const naming = one.naming === 'release' ? 'documented' : 'release';
  return names(entry, { id: otherName(one.id), rule: one.rule, naming }) && weigh(one, entry) === 'same';
};

/**
 * Whether what was seen so far would be excused: for a run that is not over, in which findings and most causes are
 * not known yet.
 */
export const wouldBeKnown = (
  one: Named,
  seen: Seen & { cause?: string },
  deviations: readonly Deviation[],
  today: string,
): boolean => {
  const force = deviations.filter((entry) => entry.expires >= today);
  const named = force.filter((entry) => names(entry, one));
  const about = named.length
    ? named
    : force.filter((entry) => isCausedAsIn(entry, { ...one, cause: seen.cause }));
  return about.length > 0 && about.every((entry) => weigh(seen, entry) === 'same');
};

/** What a catalogue says of a case, as far as an entry can name it. */
export type Named = Pick<Case, 'id' | 'rule'> & { naming: Naming };

/** Whether an entry names any case of the catalogue, executed or not. */
export const hits = (entry: Deviation, catalogue: readonly Named[]): boolean =>
  catalogue.some((one) => names(entry, one));

/** What an entry is about, in a few words. */
export const nameOfEntry = ({
  case: cases,
  rule,
  cause,
}: Pick<Deviation, 'case' | 'rule' | 'cause'>): string => {
  const [first, ...others] = [cases ?? []].flat();
  const more = others.length ? ` and ${others.length} more` : '';
  const parts = [
    ...(first === undefined ? [] : [`case: ${first}${more}`]),
    ...(rule === undefined ? [] : [`rule: ${rule}`]),
    ...(cause === undefined ? [] : [`cause: ${cause}`]),
  ];
  return parts.join(', ');
};
