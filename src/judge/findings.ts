/** Works out what a case means for an operator: what the setting under test does, not how it was judged. Pure. */
import { releaseSuffix } from '../../suites/catalogue.ts';
import { factIn } from '../../suites/facts.ts';
import { variablesOf, type ReleaseNames, type Variable } from '../../suites/naming.ts';
import type { Case, Check, Risk } from '../../suites/vocabulary.ts';
import { effectOf, judge, shownAnywhere, type Observed, type Verdict } from './judge.ts';

/** `absent` is no finding of a case: it is declared by the release, and the case is not applicable. */
export const findings = [
  'conforms',
  'renamed',
  'renamed value',
  'renamed prefix',
  'ignored',
  'deviates',
] as const;
export type Finding = (typeof findings)[number];

/** What the finding of one case is read off, besides its own verdict. */
export interface Surroundings {
  observed: Observed;
  /** Every case of the catalogue by id. */
  cases: ReadonlyMap<string, Case>;
  names: ReleaseNames;
}

/** Undefined where nothing may be said: the case was untestable or could not be set up. */
export const findingOf = (one: Case, verdict: Verdict, around: Surroundings): Finding | undefined => {
  switch (verdict.outcome) {
    case 'pass':
      return 'conforms';
    case 'non-strict':
      return 'deviates';
    case 'fail':
    case 'moot':
      return one.naming === 'release' ? ownNames(one, around) : pagesNames(one, around);
    case 'untestable':
    case 'error':
    case 'not-applicable':
      return undefined;
  }
};

/** A missing effect must have been seen: what was not observed is no ground to call a setting ignored. */
const ownNames = (one: Case, { observed }: Surroundings): Finding =>
  effectOf(one, observed) === false ? 'ignored' : 'deviates';

const pagesNames = (one: Case, around: Surroundings): Finding => {
  const effect = effectOf(one, around.observed);
  if (effect === true) return keptByOtherValue(one, around) ? 'renamed value' : 'deviates';
  if (effect === undefined) return 'deviates';
  const twin = effectiveTwin(one, around);
  return twin ? spelling(twin, around.names) : 'ignored';
};

/**
 * The setting is read, but takes another word for this value: the effect was seen of some other value, and with the
 * release's word all else equal the rule is kept.
 */
const keptByOtherValue = (one: Case, { observed, cases, names }: Surroundings): boolean => {
  const twin = cases.get(one.id + releaseSuffix);
  if (!twin || spelling(one, names) !== 'renamed value') return false;
  return ['pass', 'non-strict'].includes(judge(twin, observed).outcome);
};

const evidenceOf = (one: Case): { case: string; shows: Check } | undefined => one.effect ?? one.control;

/**
 * The case under the page's names whose twin under the release's names shows the effect: the case itself, or the
 * one that its effect is seen in.
 */
const effectiveTwin = (one: Case, { observed, cases }: Surroundings): Case | undefined => {
  const twin = cases.get(one.id + releaseSuffix);
  if (twin && effectOf(twin, observed) === true) return one;
  const evidence = evidenceOf(one);
  const other = evidence && cases.get(evidence.case);
  if (!other || !cases.has(other.id + releaseSuffix)) return undefined;
  const shown = shownAnywhere({ case: other.id + releaseSuffix, shows: evidence.shows }, observed);
  return shown === true ? other : undefined;
};

/** How the release spells what the page says: by other names, other values, or another prefix alone. */
const spelling = (one: Case, names: ReleaseNames): Finding => {
  const pages = variablesOf(one.start, 'documented', names);
  const own = variablesOf(one.start, 'release', names);
  if (equal(pages.map(nameIn), own.map(nameIn))) return 'renamed value';
  return equal(pages.map(nameIn).map(withoutPrefix), own.map(nameIn).map(withoutPrefix)) &&
    equal(pages.map(valueIn), own.map(valueIn))
    ? 'renamed prefix'
    : 'renamed';
};

const nameIn = ({ name }: Variable): string => name;
const valueIn = ({ value }: Variable): string => JSON.stringify(value);
const withoutPrefix = (name: string): string => name.replace(/^(?:SMQ|MG)_/, '');
const equal = (some: readonly string[], others: readonly string[]): boolean =>
  some.toSorted().join('\n') === others.toSorted().join('\n');

/**
 * What is at stake: the rule's own risk, with two exceptions. Where the service ended and showed nothing forbidden, it
 * is missing rather than less protected. Where data went in plaintext although TLS was asked for, protection is weaker,
 * also in a rule about availability.
 */
export const riskOf = (
  one: Case,
  finding: Finding | undefined,
  { code, facts }: Pick<Verdict, 'code' | 'facts'>,
  observed: Observed,
): Risk | undefined => {
  if (finding === undefined || finding === 'conforms') return undefined;
  // What must never be seen was seen: that the service ended as well makes it no better.
  if (code === 'FORBIDDEN_SEEN') {
    return one.never.some((check) => check.exposes && facts.includes(factIn(one, check)))
      ? 'weaker'
      : one.risk;
  }
  const services = Object.values(observed(one.id)?.services ?? {});
  const down = services.some((service) => service.boot.outcome !== 'ready' || service.endedLater);
  return down ? 'availability' : one.risk;
};

/** Follows causes to the case that has no further cause. Undefined when the case has no cause. */
export const rootCauseOf = (
  id: string,
  verdicts: (caseId: string) => Verdict | undefined,
): string | undefined => {
  const passed = new Set([id]);
  let root: string | undefined;
  for (let next = verdicts(id)?.cause; next !== undefined && !passed.has(next);) {
    passed.add(next);
    root = next;
    next = verdicts(next)?.cause;
  }
  return root;
};
