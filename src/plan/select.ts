/** Says which cases a run is about, and which others it must observe to be able to judge them. Pure. */
import { catalogueFor, releaseSuffix, type Catalogue } from '../../suites/catalogue.ts';
import type { ReleaseNames } from '../../suites/naming.ts';
import type { Case, Scope } from '../../suites/vocabulary.ts';
import { globMatcher } from '../judge/glob.ts';
import { UsageError } from '../model/errors.ts';
import type { Release } from '../release/schema.ts';
import { isDeployment } from './deployment.ts';
import { neededCases } from './needed-cases.ts';
import { scopesOf, type Filters } from './options.ts';

export interface Selection {
  selected: Case[];
  /** Plain starts, controls, premises, effects and twins that the selected ones need, transitively. */
  controlOnly: Case[];
}

/** What a run is about. */
export interface Chosen {
  release: Release;
  catalogue: Catalogue;
  selection: Selection;
  /** Selected ones and those that they need, in catalogue order. */
  cases: Case[];
}

/** @throws UsageError */
export const choose = (release: Release, filters: Filters): Chosen => {
  const catalogue = catalogueOf(release, filters);
  const selection = select(catalogue, filters, release);
  const wanted = new Set([...selection.selected, ...selection.controlOnly]);
  return { release, catalogue, selection, cases: catalogue.cases.filter((one) => wanted.has(one)) };
};

/** The catalogue that stops at the page, unless more is asked for. */
export const catalogueOf = (names: ReleaseNames, filters: Pick<Filters, 'scopes'>): Catalogue =>
  catalogueFor(names, scopesOf(filters).includes('platform') ? 'platform' : 'page');

/** As its journal names it. */
interface OfRun {
  run: { filters: Readonly<Record<string, readonly string[]>> };
}

/** What was asked for. */
export const scopesOfRun = ({ run }: OfRun): Scope[] => {
  const { scopes = ['page'] } = run.filters;
  return (['page', 'platform'] as const).filter((scope) => scopes.includes(scope));
};

/** The same for a run that was made. */
export const catalogueOfRun = (names: ReleaseNames, run: OfRun): Catalogue =>
  catalogueFor(names, scopesOfRun(run).includes('platform') ? 'platform' : 'page');

/** @param release of which whole deployments are known by it */
export const select = (
  catalogue: Catalogue,
  filters: Filters,
  release?: Pick<Release, 'deployment'>,
): Selection => {
  const { cases, notApplicable } = catalogue;
  known(
    'section',
    filters.sections,
    cases.map((c) => c.section),
  );
  known(
    'rule',
    filters.rules,
    [...cases, ...notApplicable].map((c) => c.rule),
  );
  known(
    'subject',
    filters.subjects,
    [...cases, ...notApplicable].map((c) => c.subject),
  );
  const globs = filters.cases.map(globMatcher);
  const scopes = scopesOf(filters);
  const is = (one: Case): boolean =>
    scopes.includes(one.scope) &&
    !startsAny(filters.without ?? [], one, release) &&
    (!filters.sections.length || filters.sections.includes(one.section)) &&
    (!filters.rules.length || filters.rules.includes(one.rule)) &&
    (!filters.subjects.length || filters.subjects.includes(one.subject)) &&
    (!filters.namings.length || filters.namings.includes(one.naming)) &&
    (!globs.length || globs.some((matches) => matches(one.id)));
  const selected = cases.filter(is);
  if (!selected.length) throw nothing(catalogue, filters);
  const needed = withNeeds(selected, catalogue);
  const own = new Set(selected.map((one) => one.id));
  return { selected, controlOnly: cases.filter((one) => needed.has(one.id) && !own.has(one.id)) };
};

const startsAny = (
  absent: readonly string[],
  { start }: Case,
  release: Pick<Release, 'deployment'> | undefined,
): boolean => {
  if (!absent.length) return false;
  const whole = release && isDeployment(start, release) ? (release.deployment?.order ?? []) : [];
  return [...start.services, ...whole].some((name) => absent.includes(name));
};

/** Ids of cases, with those of all that are needed to judge them. */
export const withNeeds = (judged: readonly Case[], catalogue: Catalogue): Set<string> =>
  needsIn(catalogue)(judged);

/** The same for a caller that asks about many groups of cases: the catalogue is indexed once. */
export const needsIn = ({ cases }: Catalogue): ((judged: readonly Case[]) => Set<string>) => {
  const byId = new Map(cases.map((one) => [one.id, one]));
  return (judged) => neededCases(judged, byId, twins);
};

/** *Renamed* needs the other naming's case. */
const twins = (one: Case): string[] =>
  one.naming === 'documented' ? [one.id + releaseSuffix] : [one.id.slice(0, -releaseSuffix.length)];

const known = (what: string, given: readonly string[], all: readonly string[]): void => {
  const names = [...new Set(all)];
  const wrong = given.find((one) => !names.includes(one));
  if (wrong === undefined) return;
  throw new UsageError(
    `a ${what} of the catalogue: ${names.join(', ')}`,
    `--${what} ${wrong}`,
    `choose one of these; \`list\` shows all cases`,
  );
};

const nothing = ({ cases, notApplicable }: Catalogue, filters: Filters): UsageError => {
  const scopes = scopesOf(filters);
  if (!cases.some(({ scope }) => scopes.includes(scope))) return emptyScope(notApplicable, scopes);
  const given = Object.entries(filters)
    .filter(([, values]) => values.length)
    .map(([name, values]) => `${name}: ${values.join(', ')}`)
    .join('; ');
  const absent = notApplicable.find((one) => filters.cases.some((glob) => globMatcher(glob)(one.id)));
  return new UsageError(
    'filters that select at least one case',
    `none matches ${given}${absent ? `; ${absent.id} is not applicable: ${absent.reason}` : ''}`,
    '`list` shows all cases of a release; globs match whole ids, `**` crosses slashes',
  );
};

/** A release may have nothing that the page names. */
const emptyScope = (notApplicable: Catalogue['notApplicable'], scopes: readonly Scope[]): UsageError => {
  const [reason] = notApplicable.map((one) => one.reason);
  return new UsageError(
    `a release with cases of the scope ${scopes.join(' and ')}`,
    `one without any${reason === undefined ? '' : `: ${reason}`}`,
    scopes.includes('platform') ? 'give another release' : 'give --scope platform for its other services',
  );
};
