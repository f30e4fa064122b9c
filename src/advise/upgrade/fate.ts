/** Says what becomes of one variable between two releases, in the services that it is given to. Pure. */
import { hasPrefix, isHeeded, restOf, twinOf, whyUnused, type Use, type Vocabulary } from './vocabulary.ts';
import { sinceWhen, type Way } from './way.ts';

export const statuses = [
  'unchanged',
  'changed in meaning',
  'value renamed',
  'prefix renamed',
  'renamed',
  'dropped',
  'service gone',
  'comes into effect',
  'never read',
  'of the files',
] as const;
export type Status = (typeof statuses)[number];

export interface Fate {
  status: Status;
  /** Names that the new release reads in its place; more than one where services differ. */
  newNames: string[];
  /** First release on the way in which it is so. */
  since?: string;
  /** Services, by their newest names, that read it in the old release, or else in the new one. */
  services: string[];
  meanings: string[];
  /** A further sentence, such as where it is read in place of here. */
  remark?: string;
  /** No program reads it; the product's own files for Docker have it, under another name in the new release. */
  ofProductFiles?: boolean;
}

/** @param scope services that get the variable; absent: every service that reads it */
export const fateOf = (
  variable: string,
  scope: readonly string[] | undefined,
  way: Way,
): Fate | undefined => {
  const { from, to } = way;
  const within = ({ service }: Use): boolean => scope === undefined || scope.includes(service);
  const uses = (from.uses.get(variable) ?? []).filter(within);
  if (uses.length === 0) return unreadFate(variable, within, way);

  const facts = {
    services: unique(uses.map(({ service }) => service)),
    meanings: unique(uses.map(({ meaning }) => meaning)),
  };
  const staying = uses.filter(({ service }) => to.services.has(service));
  if (staying.length === 0) {
    const keys = facts.services.map((service) => `service ${service}`);
    const since = sinceWhen(
      way,
      (step) => facts.services.every((service) => !step.services.has(service)),
      keys,
    );
    return { status: 'service gone', newNames: [], ...(since && { since }), ...facts };
  }
  const namesIn = (release: Vocabulary): string[] =>
    unique(staying.flatMap((use) => twinOf(use, variable, release) ?? []));
  const newNames = namesIn(to);
  if (newNames.length === 0) {
    const since = sinceWhen(way, (step) => namesIn(step).length === 0, [`variable ${restOf(variable)}`]);
    const remark = replacedBy(variable, way) ?? whyUnused(to.prefix + restOf(variable), facts.services, to);
    return {
      status: 'dropped',
      newNames,
      ...(since && { since }),
      ...facts,
      ...(remark !== undefined && { remark }),
    };
  }
  const wakes = (release: Vocabulary): boolean =>
    staying.every(
      (use) => !isHeeded(use, from) && release.services.has(use.service) && isHeeded(use, release),
    );
  if (wakes(to)) {
    const since = sinceWhen(way, wakes, listenersOf(staying));
    const remark = `${from.release} reads it and speaks plaintext all the same`;
    return { status: 'comes into effect', newNames, ...(since !== undefined && { since }), ...facts, remark };
  }
  if (newNames.length === 1 && newNames[0] === variable) return { status: 'unchanged', newNames, ...facts };
  const since = sinceWhen(way, (step) => !namesIn(step).includes(variable));
  const onlyPrefix = newNames.every((name) => restOf(name) === restOf(variable));
  return {
    status: onlyPrefix ? 'prefix renamed' : 'renamed',
    newNames,
    ...(since !== undefined && { since }),
    ...facts,
  };
};

/** Of a variable that no service in its reach reads in the old release. */
const unreadFate = (variable: string, within: (use: Use) => boolean, way: Way): Fate | undefined => {
  const { to } = way;
  const uses = (to.uses.get(variable) ?? []).filter(within);
  if (uses.length > 0) {
    const since = sinceWhen(way, (step) => (step.uses.get(variable) ?? []).some(within), [
      ...listenersOf(uses),
      `variable ${restOf(variable)}`,
    ]);
    return {
      status: 'comes into effect',
      newNames: [variable],
      ...(since !== undefined && { since }),
      services: unique(uses.map(({ service }) => service)),
      meanings: unique(uses.map(({ meaning }) => meaning)),
    };
  }
  if (!hasPrefix(variable)) return undefined;
  return {
    status: 'never read',
    newNames: [],
    services: [],
    meanings: [],
    ...unreadFacts(variable, within, way),
  };
};

/** Why it is not read, and under which name something would come of it. */
const unreadFacts = (
  variable: string,
  within: (use: Use) => boolean,
  { from, to, all }: Way,
): Partial<Fate> & { remark: string } => {
  const respelled = to.prefix + restOf(variable);
  const others = unique((from.uses.get(variable) ?? []).map(({ service }) => service));
  if (others.length > 0) return { remark: `${from.release} reads it in ${others.join(', ')}, not here` };
  if (respelled !== variable && to.uses.get(respelled)?.some(within)) {
    const remark = `${from.release} does not read it; ${to.release} does, under its new name`;
    return { remark, newNames: [respelled] };
  }
  const inFiles = from.programs.neverRead[variable];
  if (respelled !== variable && inFiles !== undefined && to.programs.neverRead[respelled] !== undefined) {
    return { remark: inFiles, newNames: [respelled], ofProductFiles: true };
  }
  const unused = whyUnused(variable, from.services.keys(), from) ?? inFiles;
  if (unused !== undefined) return { remark: unused };
  const known = all.filter((release) => release.uses.has(variable)).map(({ release }) => release);
  return { remark: known.length > 0 ? `read by ${inShort(known)} only` : 'read by no release known here' };
};

const inShort = (releases: readonly string[]): string =>
  releases.length > 2
    ? `${releases.length} releases from ${releases[0]} to ${releases.at(-1)}`
    : releases.join(' and ');

const listenersOf = (uses: readonly Use[]): string[] =>
  uses
    .filter(({ meaning }) => meaning.startsWith('listener.'))
    .map(({ service, meaning }) => `listener ${service}.${meaning.split('.')[1]}`);

const replacedBy = (variable: string, { changes, to }: Way): string | undefined => {
  const found = changes.replaced.find((one) => one.variable === restOf(variable));
  return found && `${to.prefix}${found.by} does its work: ${found.says}`;
};

export const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];
