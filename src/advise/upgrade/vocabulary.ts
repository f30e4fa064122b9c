/**
 * Says for each variable of a release what it means there, in words that hold for every release: the same service and
 * the same meaning make two variables twins, however they are spelled. Pure.
 */
import type { Changes } from '../../release/changes.ts';
import type { DatabaseReads, ListenerReads, ProgramReads, ReleasePrograms } from '../../release/programs.ts';

/** A service that reads a variable, by its newest name, and what for: `listener.grpc.cert`, `other.ES_URL`. */
export interface Use {
  service: string;
  meaning: string;
}

export interface Vocabulary {
  release: string;
  prefix: string;
  programs: ReleasePrograms;
  /** Service by its newest name → its program. */
  services: ReadonlyMap<string, ProgramReads>;
  uses: ReadonlyMap<string, readonly Use[]>;
  /** Service → meaning → variable. */
  spelled: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Prefixes that the product had, newest last. */
export const prefixes = ['MF_', 'MG_', 'SMQ_'] as const;

export const hasPrefix = (variable: string): boolean => prefixes.some((one) => variable.startsWith(one));

/** The variable without the prefix of the product. */
export const restOf = (variable: string): string => variable.replace(/^(?:MF|MG|SMQ)_/, '');

/** The newest name of a service. */
export const newestName = (service: string, changes: Changes): string =>
  changes.services.reduce((name, one) => (name === one.from ? one.to : name), service);

/** Why a service takes a variable from the environment and uses it for nothing. */
export const whyUnused = (
  variable: string,
  services: Iterable<string>,
  release: Vocabulary,
): string | undefined => {
  for (const service of services) {
    const unused = release.services.get(service)?.unused ?? {};
    if (Object.hasOwn(unused, variable)) return unused[variable];
  }
  return undefined;
};

/** Whether anything comes of a knob: some listeners read a pair and speak plaintext all the same. */
export const isHeeded = ({ service, meaning }: Use, release: Vocabulary): boolean => {
  const [kind, name = '', knob = ''] = meaning.split('.');
  const listener = kind === 'listener' ? release.services.get(service)?.listeners[name] : undefined;
  if (!listener) return true;
  if (knob === 'cert' || knob === 'key') return listener.heedsPair;
  return knob === 'clientCa' || knob === 'serverCa' ? listener.heedsPair && listener.heedsClientCa : true;
};

export const vocabularyOf = (programs: ReleasePrograms, changes: Changes): Vocabulary => {
  const services = new Map<string, ProgramReads>();
  const uses = new Map<string, Use[]>();
  const spelled = new Map<string, Map<string, string>>();
  for (const program of programs.programs.values()) {
    const service = newestName(program.name, changes);
    services.set(service, program);
    const own = new Map<string, string>();
    for (const [meaning, variable] of meaningsOf(program, changes)) {
      if (!own.has(meaning)) own.set(meaning, variable);
      const list = uses.get(variable) ?? [];
      if (!list.some((one) => one.service === service && one.meaning === meaning))
        list.push({ service, meaning });
      uses.set(variable, list);
    }
    spelled.set(service, own);
  }
  return { release: programs.release, prefix: programs.prefix, programs, services, uses, spelled };
};

/** Of a release: the variable that its service reads for a meaning; the same rest serves where no meaning does. */
export const twinOf = (
  { service, meaning }: Use,
  variable: string,
  { spelled, uses, prefix }: Vocabulary,
): string | undefined => {
  const twin = spelled.get(service)?.get(meaning);
  if (twin !== undefined) return twin;
  const respelled = prefix + restOf(variable);
  const read = uses
    .get(respelled)
    ?.some((use) => use.service === service && (isLoose(use.meaning) || isLoose(meaning)));
  return read ? respelled : undefined;
};

/** Two knobs that have a field each are twins by it alone. */
const isLoose = (meaning: string): boolean => /[A-Z]/.test(meaning);

const knobs = {
  host: 'host',
  portVariable: 'port',
  cert: 'cert',
  key: 'key',
  clientCa: 'clientCa',
  serverCa: 'serverCa',
} as const satisfies Partial<Record<keyof ListenerReads, string>>;

function* meaningsOf(
  program: ProgramReads,
  changes: Changes,
): Generator<[meaning: string, variable: string]> {
  for (const [name, listener] of Object.entries(program.listeners)) {
    for (const [field, knob] of Object.entries(knobs)) {
      const variable = listener[field as keyof typeof knobs];
      if (variable !== undefined) yield [`listener.${name}.${knob}`, variable];
    }
  }
  for (const { service, atStart: _, ...reads } of program.peers) {
    const peer = newestName(service, changes);
    for (const [knob, variable] of Object.entries(reads)) yield [`peer.${peer}.${knob}`, variable];
  }
  if (program.database) {
    const { database } = program;
    for (const knob of Object.keys(database) as (keyof DatabaseReads)[])
      yield [`database.${knob}`, database[knob]];
  }
  const others = [program, ...Object.values(program.listeners)].flatMap(({ others }) => Object.keys(others));
  const stems = stemsOf(program, changes);
  for (const variable of others) {
    const stem = stems.find(([start]) => variable.startsWith(start));
    yield [
      stem
        ? `${stem[1]}.${newestRest(variable.slice(stem[0].length), changes)}`
        : `other.${newestRest(restOf(variable), changes)}`,
      variable,
    ];
  }
}

/** What the variables of a listener, a hop or a database begin with; the longest first. */
const stemsOf = (program: ProgramReads, changes: Changes): [start: string, meaning: string][] => {
  const stems: [string, string][] = [];
  const add = (variable: string | undefined, end: string, meaning: string): void => {
    if (variable?.endsWith(end)) stems.push([variable.slice(0, -end.length), meaning]);
  };
  for (const [name, listener] of Object.entries(program.listeners))
    add(listener.cert, 'SERVER_CERT', `listener.${name}`);
  for (const peer of program.peers) add(peer.url, 'URL', `peer.${newestName(peer.service, changes)}`);
  add(program.database?.host, 'HOST', 'database');
  return stems.sort(([a], [b]) => b.length - a.length);
};

/** The word for a service that has another name now, wherever it stands between underscores. */
const newestRest = (rest: string, changes: Changes): string =>
  changes.services.reduce(
    (name, { word }) =>
      name
        .split('_')
        .map((one) => (one === word.from ? word.to : one))
        .join('_'),
    rest,
  );
