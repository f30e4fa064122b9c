/** Says whether what was seen of a case is what an entry says, something graver, or something milder. Pure. */
import type { Naming, Risk } from '../../../suites/vocabulary.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Finding } from '../findings.ts';
import { globMatcher } from '../glob.ts';
import type { VerdictCode } from '../judge.ts';
import { codes, risks, type Deviation } from './file.ts';

/** A selected and executed case, as far as deviations are concerned. */
export interface JudgedCase {
  id: string;
  rule: string;
  naming: Naming;
  outcome: Outcome;
  code: VerdictCode;
  facts: readonly string[];
  unobserved: readonly string[];
  finding: Finding | undefined;
  risk: Risk | undefined;
  /** The case at the root of its causes. */
  cause: string | undefined;
}

/**
 * `same`: exactly what the entry says. `graver`: worse in any respect, or otherwise than the entry says. `milder`:
 * better in some respect and worse in none, or not at all any more.
 */
export type Weight = 'same' | 'graver' | 'milder';

/** What a run can know of a case before all that it rests on was observed. */
export type Seen = Pick<JudgedCase, 'outcome' | 'code' | 'facts' | 'unobserved'> &
  Partial<Pick<JudgedCase, 'risk' | 'finding'>>;

/** @param seen of a case that passed, failed or was kept non-strictly */
export const weigh = (seen: Seen, entry: Deviation): Weight => {
  if (seen.outcome === 'pass') return 'milder';
  const worse = rank(codes, seen.code) - rank(codes, entry.code);
  const riskier = seen.risk === undefined ? 0 : rank(risks, seen.risk) - rank(risks, entry.risk);
  if (worse > 0 || riskier > 0) return 'graver';
  const gone = entry.facts.filter((fact) => !seen.facts.includes(fact));
  // What was not looked at is neither kept nor broken.
  const open = gone.some((fact) => seen.unobserved.includes(fact));
  if (worse < 0) return open ? 'same' : 'milder';
  if (seen.facts.some((fact) => !entry.facts.includes(fact))) return 'graver';
  if (seen.finding !== undefined && seen.finding !== entry.finding) return 'graver';
  return (gone.length > 0 && !open) || riskier < 0 ? 'milder' : 'same';
};

const rank = (order: readonly string[], word: string): number => order.indexOf(word);

/**
 * The entries that are about a case, and how each weighs. Where one names it, those for its cause alone do not count:
 * they do not say which cases follow from it.
 */
export const weightsOf = (
  one: JudgedCase,
  deviations: readonly Deviation[],
): { index: number; weight: Weight }[] => {
  const weighing = (about: (entry: Deviation) => boolean, weight: (entry: Deviation) => Weight) =>
    deviations.flatMap((entry, index) => (about(entry) ? [{ index, weight: weight(entry) }] : []));
  const named = weighing(
    (entry) => names(entry, one),
    (entry) => weighed(one, entry),
  );
  if (named.length) return named;
  // What follows from a cause and deviates otherwise is on file nowhere: it is no sign that the entry is out of date.
  return weighing(
    (entry) => isCausedAsIn(entry, one),
    (entry) => (weigh(one, entry) === 'same' ? 'same' : 'graver'),
  );
};

const weighed = (one: JudgedCase, entry: Deviation): Weight => {
  const weight = weigh(one, entry);
  const otherCause = entry.cause !== undefined && !goesBackTo(entry.cause, one);
  return weight === 'same' && otherCause ? 'graver' : weight;
};

/** Names a case by its id or its rule; an entry for a cause alone names the cases at the root. */
export const names = (entry: Deviation, one: { id: string; rule: string; naming: Naming }): boolean => {
  if (!mayBeAbout(entry, one)) return false;
  if (entry.case !== undefined) return globsOf(entry).some((matches) => matches(one.id));
  return entry.rule === undefined ? matching(entry.cause)(one.id) : entry.rule === one.rule;
};

/** Goes back to what an entry for a cause alone is about. */
export const isCausedAsIn = (entry: Deviation, one: Caused): boolean =>
  entry.case === undefined &&
  entry.rule === undefined &&
  entry.cause !== undefined &&
  mayBeAbout(entry, one) &&
  goesBackTo(entry.cause, one);

type Caused = Pick<JudgedCase, 'id' | 'naming'> & { cause?: string | undefined };

const goesBackTo = (cause: string, one: Caused): boolean => {
  const matches = matching(cause);
  return matches(one.id) || (one.cause !== undefined && matches(one.cause));
};

/** What the page calls something can only differ where the page's names are used. */
const mayBeAbout = (entry: Deviation, { naming }: { naming: Naming }): boolean =>
  !entry.finding.startsWith('renamed') || naming === 'documented';

const globsOf = (entry: Deviation): ((id: string) => boolean)[] => [entry.case ?? []].flat().map(matching);

const matchers = new Map<string, (id: string) => boolean>();

/** Every case is held against every entry: a glob is made once. */
const matching = (glob = ''): ((id: string) => boolean) => {
  const matcher = matchers.get(glob) ?? globMatcher(glob);
  matchers.set(glob, matcher);
  return matcher;
};
