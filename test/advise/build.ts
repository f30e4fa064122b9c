/** Builds small configurations by hand, each line with another place. */
import { advise } from '../../src/advise/advise.ts';
import {
  adviceSchema,
  type Advice,
  type HopAdvice,
  type Kind,
  type Statement,
} from '../../src/advise/schema.ts';
import type { Found } from '../../src/configuration/look-up.ts';
import type { Configuration, Container, Place, Remark, Value } from '../../src/configuration/model.ts';
import { loadPrograms } from '../../src/release/load-programs.ts';
import type { ReleasePrograms } from '../../src/release/programs.ts';

export const now = new Date('2026-11-28T12:00:00Z');

const loaded = new Map<string, ReleasePrograms>();

/** Read once. */
export const programsOf = (release: string): ReleasePrograms => {
  const known = loaded.get(release) ?? loadPrograms(release);
  loaded.set(release, known);
  return known;
};

/** What lies at a path of a container; what is not named is not mounted. */
export type Files = Readonly<Record<string, string | Found>>;

export interface Small {
  name: string;
  image?: string;
  environment?: Readonly<Record<string, string>>;
  /** Variables whose value is not in the files. */
  outside?: readonly string[];
  files?: Files;
  /** As the files write them; what lies there is in `files`. */
  mounts?: Container['mounts'];
  ports?: Container['ports'];
  restart?: string;
  everyService?: boolean;
  oneProcess?: true;
  /** Further names by which it is reached. */
  aliases?: readonly string[];
}

export const line = (number: number, file = 'docker-compose.yaml'): Place => ({
  file,
  line: number,
  column: 7,
});

const value = (text: string | undefined, at: Place): Value => ({
  ...(text !== undefined && { text }),
  at,
  from: [],
  missing: text === undefined ? [{ name: 'a Secret', at, kind: 'outside' }] : [],
});

const filesOf = new WeakMap<Container, Files>();

export const container = (small: Small, first = 1): Container => {
  const {
    name,
    image,
    environment = {},
    outside = [],
    files,
    mounts = [],
    ports = [],
    restart,
    everyService = false,
    oneProcess,
    aliases = [],
  } = small;
  let next = first;
  const entries: [string, Value][] = [
    ...Object.entries(environment).map(([key, text]): [string, Value] => [key, value(text, line(++next))]),
    ...outside.map((key): [string, Value] => [key, value(undefined, line(++next))]),
  ];
  const made: Container = {
    name,
    at: line(first),
    ...(image !== undefined && { image: value(image, line(first)) }),
    addresses: [name, ...aliases].map((host) => ({ host })),
    environment: new Map(entries),
    mounts,
    ports,
    ...(restart !== undefined && { restart }),
    everyService,
    ...(oneProcess && { oneProcess }),
  };
  if (files) filesOf.set(made, files);
  return made;
};

export const configuration = (
  smalls: readonly Small[],
  more: {
    variables?: Configuration['variables'];
    remarks?: Remark[];
    kind?: 'env' | 'compose' | 'kubernetes';
  } = {},
): Configuration => ({
  files: [{ path: 'docker-compose.yaml', kind: more.kind ?? 'compose' }],
  containers: smalls.map((small, index) => container(small, 1 + index * 100)),
  variables: more.variables ?? [],
  remarks: more.remarks ?? [],
});

export const lookUp = (of: Container, path: string): Found => {
  if (of.everyService) return { is: 'outside', name: 'the machine of the process' };
  const found = filesOf.get(of)?.[path];
  if (found === undefined) return { is: 'not mounted' };
  return typeof found === 'string' ? { is: 'file', text: found, at: line(900), mode: 0o600 } : found;
};

/** A file whose contents cannot be looked at here. */
export const somewhere: Found = { is: 'outside', name: 'volume certs' };

export const adviseOn = (
  smalls: readonly Small[],
  release = 'v0.19.1',
  more: Parameters<typeof configuration>[1] = {},
  today: Date = now,
): Advice =>
  adviceSchema.parse(advise(configuration(smalls, more), programsOf(release), { lookUp, now: today }));

export const ofKind = ({ statements }: Pick<Advice, 'statements'>, kind: Kind): Statement[] =>
  statements.filter((one) => one.kind === kind);

/** `users → auth grpc: plaintext`. */
export const hopLine = ({ from, to, listener, transport }: HopAdvice): string =>
  `${from} → ${to} ${listener}: ${transport}`;

export const hopsBetween = ({ hops }: Advice, from: string, to: string): string[] =>
  hops.filter((one) => one.from === from && one.to === to).map(hopLine);
