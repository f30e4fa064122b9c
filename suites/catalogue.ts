/** All rules and cases, and which of them one release has: `@release` twins, and what is not applicable. */
import { createHash } from 'node:crypto';
import { clientConfiguration } from './client-configuration/heading.ts';
import { deployments } from './deployments/heading.ts';
import { mutualTls } from './mutual-tls/heading.ts';
import { postgresConnections } from './postgres-connections/heading.ts';
import { securingGrpc } from './securing-grpc/heading.ts';
import { serverConfiguration } from './server-configuration/heading.ts';
import { standaloneMode } from './standalone-mode/heading.ts';
import { hasOwnName, isKnown, knownName, variablesOf, type ReleaseNames } from './naming.ts';
import type {
  Case,
  Naming,
  NotApplicable,
  NotCovered,
  Rule,
  Scope,
  Setting,
  Start,
  Value,
} from './vocabulary.ts';
import { shapeOf } from './words/shape.ts';

/** In the order of the page. */
const headings = [
  serverConfiguration,
  standaloneMode,
  clientConfiguration,
  postgresConnections,
  securingGrpc,
  deployments,
  mutualTls,
];

const everyRule = headings.flatMap(({ rules }) => rules);

/** A rule of two headings is listed once, under the first of them. */
export const rules: readonly Rule[] = everyRule.filter(
  ({ id }, at) => everyRule.findIndex((one) => one.id === id) === at,
);

export interface Catalogue {
  cases: Case[];
  notApplicable: NotApplicable[];
  /** What a release has beyond the page and no case is about; empty where the catalogue stops at the page. */
  notCovered: NotCovered[];
  /** SHA-256 over ids and starts: two runs with the same digest asked the same. */
  digest: string;
}

export const releaseSuffix = '@release';

/** @param scope `page`: what the page names; `platform`: that, and all else that the release has */
export const catalogueFor = (names: ReleaseNames, scope: Scope = 'page'): Catalogue => {
  const cases: Case[] = [];
  const notApplicable: NotApplicable[] = [];
  const shape = shapeOf(names.absent);
  const all = headings.flatMap(({ casesFor }) => casesFor({ scope: 'page', shape }));
  const twins = new Set(
    all.filter((one) => !absence(one, names) && hasTwin(one, names)).map((one) => one.id),
  );
  for (const one of all) {
    const reason = absence(one, names);
    if (reason !== undefined) {
      if (one.needs !== undefined) continue;
      const { id, rule, subject, condition } = one;
      notApplicable.push({ id, rule, scope: 'page', subject, condition, reason });
      continue;
    }
    if (one.only !== 'release') cases.push(one);
    if (twins.has(one.id)) cases.push(twinOf(one, twins));
  }
  const ofPage = alsoShown(cases);
  if (scope === 'page' || !names.platform) {
    return { cases: ofPage, notApplicable, notCovered: [], digest: digestOf(ofPage) };
  }
  const { platform } = names;
  const beyond = headings.flatMap(({ casesFor }) => casesFor({ scope: 'platform', shape, platform }));
  const further = beyondThePage(beyond, twins, names);
  const whole = [...ofPage, ...alsoShown(further.cases)];
  return {
    cases: whole,
    notApplicable: [...notApplicable, ...further.notApplicable],
    notCovered: [...platform.notCovered],
    digest: digestOf(whole),
  };
};

/** Cases of the scope `platform`: the page has no names for what they set, so they exist under the release's alone. */
const beyondThePage = (
  all: readonly Case[],
  twinsOfPage: ReadonlySet<string>,
  names: ReleaseNames,
): Pick<Catalogue, 'cases' | 'notApplicable'> => {
  const twins = new Set([...twinsOfPage, ...all.map(({ id }) => id)]);
  const cases: Case[] = [];
  const notApplicable: NotApplicable[] = [];
  for (const one of all) {
    const twin = twinOf(one, twins);
    const shared = one.apart?.find((setting) => isShared(setting, one, names));
    if (shared === undefined) cases.push(twin);
    else {
      const { id, rule, scope, subject, condition } = twin;
      notApplicable.push({ id, rule, scope, subject, condition, reason: sharedReason(shared) });
    }
  }
  return { cases, notApplicable };
};

const sharedReason = (setting: Setting): string =>
  `the release has one variable for ${setting} and a setting of this case`;

const absence = (one: Case, names: ReleaseNames): string | undefined => {
  const subjects = [one.subject, ...one.start.services];
  const absent = subjects.find((subject) => names.absent[subject] !== undefined);
  if (absent !== undefined) return names.absent[absent];
  const shared = one.apart?.find((setting) => isShared(setting, one, names));
  if (shared !== undefined) return sharedReason(shared);
  if (one.only !== 'release' || hasTwin(one, names)) return undefined;
  const unknown = Object.keys(one.start.settings).find((setting) => !isKnown(setting, names));
  return unknown === undefined
    ? 'the release has one variable for all that this case would set one by one'
    : `the release has no setting ${unknown}`;
};

const isShared = (setting: Setting, { start }: Case, names: ReleaseNames): boolean =>
  isKnown(setting, names) &&
  Object.keys(start.settings).some(
    (other) => knownName(other, 'release', names) === knownName(setting, 'release', names),
  );

const hasTwin = (one: Case, names: ReleaseNames): boolean => {
  // The page has no name for the setting: the case exists where the release has one.
  if (one.needs !== undefined && !hasOwnName(one.needs, names)) return false;
  if (!Object.keys(one.start.settings).every((setting) => isKnown(setting, names))) return false;
  const key = (naming: Naming): string =>
    JSON.stringify(
      variablesOf(one.start, naming, names)
        .map(({ name, value }) => [name, value] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return one.needs !== undefined || key('documented') !== key('release');
};

const twinOf = (one: Case, twins: ReadonlySet<string>): Case => {
  const twin = (id: string): string => (twins.has(id) ? id + releaseSuffix : id);
  const shower = <T extends { case: string }>(to: T): T => ({ ...to, case: twin(to.case) });
  return {
    ...one,
    id: one.id + releaseSuffix,
    naming: 'release',
    plain: twin(one.plain),
    ...(one.premise && { premise: shower(one.premise) }),
    ...(one.control && { control: shower(one.control) }),
    ...(one.effect && { effect: shower(one.effect) }),
    ...(one.over && { over: one.over.map(twin) }),
  };
};

/**
 * That a setting has no effect is said of the setting, not of one start: what it does on the wire may be seen in any
 * case with the same settings.
 */
const alsoShown = (cases: readonly Case[]): Case[] => {
  const byId = new Map(cases.map((one) => [one.id, one]));
  const found = new Map<string, string[]>();
  const alike = (shower: Case): string[] => {
    const known =
      found.get(shower.id) ??
      cases
        .filter((one) => one !== shower && one.naming === shower.naming && setsAlike(shower.start, one.start))
        .map(({ id }) => id);
    found.set(shower.id, known);
    return known;
  };
  return cases.map((one) => {
    const effect = one.effect ?? one.control;
    const shower = effect?.shows.onWire && byId.get(effect.case);
    return shower ? { ...one, effect: { ...effect, also: alike(shower) } } : one;
  });
};

/** Everything that the one start sets, the other sets as well: the same words, and a file for a file. */
const setsAlike = (one: Start, other: Start): boolean => {
  const settings = Object.entries(one.settings);
  const alike = ([setting, value]: [Setting, Value]): boolean => {
    const there = other.settings[setting];
    return typeof value === 'string' ? there === value : typeof there === 'object';
  };
  return settings.length > 0 && settings.every(alike);
};

const digestOf = (cases: readonly Case[]): string => {
  const hash = createHash('sha256');
  for (const one of cases) hash.update(`${one.id} ${one.level} ${JSON.stringify(one.start)}\n`);
  return hash.digest('hex');
};
