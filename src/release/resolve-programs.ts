/** Makes of a whole file what every program of the release reads, variable by variable. Pure. */
import {
  roles,
  traitNames,
  type ListenerPart,
  type ProgramPart,
  type ProgramsFile,
  type Structs,
} from './programs-file.ts';
import type {
  DatabaseReads,
  ListenerReads,
  PeerReads,
  ProgramReads,
  ReleasePrograms,
  ReleaseTraits,
} from './programs.ts';

/** Something that a whole file must say, or says twice; `path` is where. */
export class IncompletePrograms extends Error {
  readonly path: string[];
  constructor(path: string[], found: string) {
    super(found);
    this.path = path;
  }
}

/** @throws IncompletePrograms */
export const resolvePrograms = (file: ProgramsFile): ReleasePrograms => {
  const structs = withoutNulls(file.structs);
  const sets = withoutNulls(file.sets);
  const { values, sources } = traitsOf(file);
  const programs = new Map(
    Object.entries(file.programs ?? {}).flatMap(([name, part]) =>
      part
        ? [[name, programOf(name, part, { images: file.images, structs, sets, pem: values.pem })] as const]
        : [],
    ),
  );
  const resolved: ReleasePrograms = {
    release: file.release,
    prefix: file.prefix,
    source: file.source,
    traits: values,
    traitSources: sources,
    programs,
    neverRead: neverReadOf(file),
    gone: withoutNull(file.gone),
  };
  agree(resolved);
  return resolved;
};

/** Variables that a program takes from the environment, used or not → where they stand in its description. */
export const namesOf = (program: ProgramReads): string[] => [
  ...Object.values(program.listeners).flatMap(
    ({ host, portVariable, cert, key, clientCa, serverCa, others }) =>
      [host, portVariable, cert, key, clientCa, serverCa, ...Object.keys(others)].filter(
        (name) => name !== undefined,
      ),
  ),
  ...program.peers.flatMap(({ url, ca, cert, key, timeout }) =>
    [url, ca, cert, key, timeout].filter((name) => name !== undefined),
  ),
  ...Object.values(program.database ?? {}),
  ...Object.keys(program.others),
  ...Object.keys(program.unused),
];

interface Words {
  images?: string | undefined;
  structs: Structs;
  sets: Structs;
  /** Whether pairs may be PEM. */
  pem: boolean;
}

const programOf = (name: string, part: ProgramPart, words: Words): ProgramReads => {
  const path = ['programs', name];
  if (part.source === undefined) throw new IncompletePrograms(path, 'no source');
  const images = part.images ?? (words.images === undefined ? undefined : [`${words.images}/${name}`]);
  if (!images) throw new IncompletePrograms(path, 'no images');
  const unused: Record<string, string> = withoutNull(part.unused);
  const listeners = Object.entries(part.listeners ?? {}).flatMap(([at, one]) =>
    one ? [[at, listenerOf(one, words, unused, [...path, 'listeners', at])] as const] : [],
  );
  return {
    name,
    images,
    listeners: Object.fromEntries(listeners),
    inner: part.inner ?? [],
    peers: Object.entries(part.peers ?? {}).flatMap(([service, peer]) =>
      peer ? [peerOf(service, peer, words.structs)] : [],
    ),
    ...(part.database && { database: databaseOf(part.database, words.structs) }),
    others: othersOf(part, words, path),
    unused,
    source: part.source,
  };
};

/** The struct of a name at a prefix: roles, and what else it holds → what for. */
const at = <Role extends string>(
  prefix: string,
  struct: Readonly<Record<string, string>> | undefined,
  known: readonly Role[],
): { as: Partial<Record<Role, string>>; others: Record<string, string> } => {
  const as: Partial<Record<Role, string>> = {};
  const others: Record<string, string> = {};
  for (const [suffix, what] of Object.entries(struct ?? {})) {
    const role = known.find((one) => one === what);
    if (role) as[role] = prefix + suffix;
    else others[prefix + suffix] = what;
  }
  return { as, others };
};

const listenerOf = (
  part: ListenerPart,
  words: Words,
  unused: Record<string, string>,
  path: string[],
): ListenerReads => {
  const { protocol, port } = part;
  if (protocol == null || port == null) {
    throw new IncompletePrograms(path, 'no protocol or no port');
  }
  const heeds = part.heeds ?? byDefault[protocol];
  if (!heeds) throw new IncompletePrograms(path, `nothing that says what a listener of ${protocol} heeds`);
  const server =
    part.at == null ? { as: {}, others: {} } : at(part.at, words.structs['server'], roles.server);
  const proxy = part.pairAt == null ? undefined : at(part.pairAt, words.structs['proxy'], roles.proxy);
  const host = part.host ?? server.as.host;
  const portVariable = part.portVariable ?? server.as.port;
  const pair = proxy ? proxy.as : server.as;
  const cert = part.cert ?? pair.cert;
  const key = part.key ?? pair.key;
  if (proxy) {
    const { cert, key, serverCa, clientCa } = server.as;
    for (const name of [cert, key, serverCa, clientCa]) {
      if (name === undefined) continue;
      unused[name] =
        `it is read into a struct whose pair is used nowhere; ${proxy.as.cert} and ${proxy.as.key} are the pair of this listener`;
    }
  }
  return {
    protocol,
    port,
    ...(host !== undefined && { host }),
    ...(portVariable !== undefined && { portVariable }),
    ...pairOf({ ...pair, ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) }),
    heedsHost: heeds.includes('host'),
    heedsPair: heeds.includes('pair'),
    halfPairIsPlaintext: part.halfPairIsPlaintext ?? proxy !== undefined,
    pem: part.pem ?? (proxy === undefined && words.pem),
    heedsClientCa: heeds.includes('clientCa'),
    others: { ...server.others, ...proxy?.others },
  };
};

const byDefault: Readonly<Record<string, readonly string[]>> = {
  grpc: ['host', 'pair', 'clientCa'],
  http: ['host', 'pair'],
};

type Pair = Partial<Record<(typeof roles.proxy)[number], string>>;

const pairOf = ({ cert, key, serverCa, clientCa }: Pair): Pair => ({
  ...(cert !== undefined && { cert }),
  ...(key !== undefined && { key }),
  ...(serverCa !== undefined && { serverCa }),
  ...(clientCa !== undefined && { clientCa }),
});

const peerOf = (
  service: string,
  { at: prefix, atStart }: { at: string; atStart: boolean },
  structs: Structs,
): PeerReads => {
  const { url = `${prefix}URL`, ...rest } = at(prefix, structs['client'], roles.client).as;
  return { service, url, ...rest, atStart };
};

const databaseOf = (prefix: string, structs: Structs): DatabaseReads => {
  const { as } = at(prefix, structs['database'], roles.database);
  for (const role of roles.database) {
    if (as[role] === undefined) throw new IncompletePrograms(['structs', 'database'], `no ${role}`);
  }
  return as as DatabaseReads;
};

const othersOf = (part: ProgramPart, { structs, sets }: Words, path: string[]): Record<string, string> => {
  const all: Record<string, string> = { ...sets['every'] };
  for (const name of part.sets ?? []) {
    if (!sets[name]) throw new IncompletePrograms([...path, 'sets'], `the unknown set ${name}`);
    Object.assign(all, sets[name]);
  }
  for (const [name, prefix] of Object.entries(part.structs ?? {})) {
    if (prefix === null) continue;
    if (!structs[name]) throw new IncompletePrograms([...path, 'structs'], `the unknown struct ${name}`);
    Object.assign(all, at(prefix, structs[name], []).others);
  }
  return Object.assign(all, withoutNull(part.others));
};

const traitsOf = (
  file: ProgramsFile,
): { values: ReleaseTraits; sources: Record<keyof ReleaseTraits, string> } => {
  const values: Record<string, unknown> = {};
  const sources: Record<string, string> = {};
  for (const name of traitNames) {
    const { value, source } = file.traits?.[name] ?? {};
    if (value === undefined || source === undefined) {
      throw new IncompletePrograms(['traits', name], `no value or no source of the trait ${name}`);
    }
    values[name] = value;
    sources[name] = source;
  }
  return {
    values: values as unknown as ReleaseTraits,
    sources,
  };
};

const neverReadOf = ({ neverRead = {} }: ProgramsFile): Record<string, string> => {
  const all: Record<string, string> = {};
  for (const [group, unread] of Object.entries(neverRead)) {
    if (!unread) continue;
    const { why, variables = [] } = unread;
    if (why === undefined) throw new IncompletePrograms(['neverRead', group], 'no reason');
    for (const name of variables.flatMap(expanded)) {
      if (all[name] !== undefined) throw new IncompletePrograms(['neverRead', group], `${name}, said twice`);
      all[name] = why;
    }
  }
  return all;
};

/** `A_{B,C}` → `A_B`, `A_C`. */
const expanded = (pattern: string): string[] => {
  const [, before, inner, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  if (before === undefined || inner === undefined || after === undefined) return [pattern];
  return inner.split(',').flatMap((one) => expanded(before + one + after));
};

/** @throws IncompletePrograms where the parts of a file contradict each other */
const agree = ({ programs, neverRead, gone }: ReleasePrograms): void => {
  for (const [name, program] of programs) {
    const both = namesOf(program).find((variable) => Object.hasOwn(neverRead, variable));
    if (both !== undefined) {
      throw new IncompletePrograms(['neverRead'], `${both}, which the program ${name} reads`);
    }
    if (Object.hasOwn(gone, name))
      throw new IncompletePrograms(['gone', name], `${name}, a program of the release`);
  }
};

const withoutNull = <T>(record: Readonly<Record<string, T | null>> = {}): Record<string, T> =>
  Object.fromEntries(Object.entries(record).flatMap(([key, one]) => (one === null ? [] : [[key, one]])));

const withoutNulls = (
  records: Readonly<Record<string, Readonly<Record<string, string | null>> | null>> = {},
): Structs =>
  Object.fromEntries(
    Object.entries(withoutNull(records)).map(([name, record]) => [name, withoutNull(record)]),
  );
