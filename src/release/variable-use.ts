/** Says of a variable which programs of a release read it, what for, and whether anything comes of it. Pure. */
import type { DatabaseReads, ListenerReads, PeerReads, ProgramReads, ReleasePrograms } from './programs.ts';

export type Role =
  | ('host' | 'port' | 'cert' | 'key' | 'serverCa' | 'clientCa')
  | ('url' | 'timeout' | 'ca')
  | ('user' | 'password' | 'name' | 'mode' | 'root')
  | 'other';

/** Where a program takes a variable from: the same place may have another name in another release. */
export interface Place {
  service: string;
  at: 'listener' | 'peer' | 'database' | 'program';
  /** Name of the listener, service that is called; empty for the database and the program. */
  part: string;
  role: Role;
}

export interface Use extends Place {
  /** What for, without a verb: `key of its gRPC listener`. */
  says: string;
  /** Why nothing comes of it. */
  ignored?: string;
}

export interface UseInRelease {
  release: string;
  /**
   * `read`: by at least one program, to some effect. `without effect`: every program that takes it does nothing with it.
   * `never read`: no program takes it, and `why` says where the name comes from. `unknown`: no program takes it, and no
   * file of the release has the name.
   */
  status: 'read' | 'without effect' | 'never read' | 'unknown';
  uses: Use[];
  why?: string;
}

export const useIn = (variable: string, programs: ReleasePrograms): UseInRelease => {
  const { release, neverRead } = programs;
  const uses = [...programs.programs.values()].flatMap((program) => usesBy(variable, program));
  if (uses.length) {
    const effect = uses.some(({ ignored }) => ignored === undefined);
    return { release, status: effect ? 'read' : 'without effect', uses };
  }
  const why = Object.hasOwn(neverRead, variable) ? neverRead[variable] : undefined;
  return {
    release,
    status: why === undefined ? 'unknown' : 'never read',
    uses,
    ...(why !== undefined && { why }),
  };
};

/** What a program takes a variable for; several listeners or hops may share one. */
export const usesBy = (variable: string, program: ProgramReads): Use[] => {
  const { name: service } = program;
  const listeners = Object.entries(program.listeners).flatMap(([part, listener]) => {
    const found = listenerRoles.filter(([, key]) => listener[key] === variable);
    const place = { service, at: 'listener', part } as const;
    const own = found.map(([role]) => listenerUse({ ...place, role }, part, listener));
    const text = textOf(listener.others, variable);
    const which = nameOfListener(part, listener);
    return text === undefined
      ? own
      : [...own, { ...place, role: 'other' as const, says: `${text}, of its ${which}` }];
  });
  const peers = program.peers.flatMap((peer) =>
    peerRoles
      .filter((role) => peer[role] === variable)
      .map((role) => ({
        service,
        at: 'peer' as const,
        part: peer.service,
        role,
        says: peerSays(role, peer.service),
      })),
  );
  const database = databaseRoles
    .filter((role) => program.database?.[role] === variable)
    .map((role) => ({ service, at: 'database' as const, part: '', role, says: databaseWords[role] }));
  const other = textOf(program.others, variable);
  const unused = textOf(program.unused, variable);
  const program_ = { service, at: 'program', part: '', role: 'other' } as const;
  return [
    ...listeners,
    ...peers,
    ...database,
    ...(other === undefined ? [] : [{ ...program_, says: other }]),
    ...(unused === undefined ? [] : [{ ...program_, says: 'nothing', ignored: unused }]),
  ];
};

/** The variable that a release reads at a place; undefined where it has no such place. */
export const variableAt = (
  { service, at, part, role }: Place,
  programs: ReleasePrograms,
): string | undefined => {
  const program = programs.programs.get(service);
  if (!program || role === 'other') return undefined;
  if (at === 'database') return program.database?.[role as keyof DatabaseReads];
  if (at === 'peer') return program.peers.find((one) => one.service === part)?.[role as PeerRole];
  const key = listenerRoles.find(([one]) => one === role)?.[1];
  const listener = program.listeners[part];
  return at === 'listener' && key !== undefined ? listener?.[key] : undefined;
};

const textOf = (texts: Readonly<Record<string, string>>, variable: string): string | undefined =>
  Object.hasOwn(texts, variable) ? texts[variable] : undefined;

type ListenerVariable = 'host' | 'portVariable' | 'cert' | 'key' | 'serverCa' | 'clientCa';

const listenerRoles = [
  ['host', 'host'],
  ['port', 'portVariable'],
  ['cert', 'cert'],
  ['key', 'key'],
  ['serverCa', 'serverCa'],
  ['clientCa', 'clientCa'],
] as const satisfies (readonly [Role, ListenerVariable])[];

const listenerWords = {
  host: 'address',
  port: 'port',
  cert: 'certificate',
  key: 'key',
  serverCa: 'server CA file',
  clientCa: 'client CA file',
} as const satisfies Partial<Record<Role, string>>;

const protocols = { http: 'HTTP', grpc: 'gRPC', mqtt: 'MQTT', ws: 'WebSocket', coap: 'CoAP' } as const;

/** As the release calls the listener only where its protocol does not say which one it is. */
export const nameOfListener = (part: string, { protocol }: ListenerReads): string =>
  part === protocol || part === 'http'
    ? `${protocols[protocol]} listener`
    : `listener ${part} (${protocols[protocol]})`;

const listenerUse = (
  place: Place & { role: keyof typeof listenerWords },
  part: string,
  listener: ListenerReads,
): Use => {
  const { role } = place;
  const ignored = whyIgnored(role, listener);
  const says = `${listenerWords[role]} of its ${nameOfListener(part, listener)}`;
  return { ...place, says, ...(ignored !== undefined && { ignored }) };
};

const whyIgnored = (
  role: Role,
  { heedsHost, heedsPair, heedsClientCa }: ListenerReads,
): string | undefined => {
  if (role === 'host') return heedsHost ? undefined : 'it listens on every address all the same';
  if (role === 'cert' || role === 'key')
    return heedsPair ? undefined : 'this listener stays in plaintext all the same';
  if (role !== 'serverCa' && role !== 'clientCa') return undefined;
  if (!heedsPair) return 'this listener stays in plaintext all the same';
  return heedsClientCa ? undefined : 'this listener asks for no certificates of clients';
};

const peerRoles = ['url', 'ca', 'cert', 'key', 'timeout'] as const satisfies (keyof PeerReads)[];
type PeerRole = (typeof peerRoles)[number];

const peerSays = (role: PeerRole, service: string): string =>
  ({
    url: `address of ${service}`,
    ca: `CA file for its calls of ${service}`,
    cert: `certificate of the client in its calls of ${service}`,
    key: `key of the client in its calls of ${service}`,
    timeout: `how long a call of ${service} may take`,
  })[role];

const databaseWords = {
  host: 'host of its database',
  port: 'port of its database',
  user: 'user of its database',
  password: 'password of its database',
  name: 'name of its database',
  mode: 'TLS mode of its database',
  cert: 'certificate of the client for its database',
  key: 'key of the client for its database',
  root: 'root certificate for its database',
} as const satisfies Record<keyof DatabaseReads, string>;
const databaseRoles = Object.keys(databaseWords) as (keyof DatabaseReads)[];
