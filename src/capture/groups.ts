/** Counts connections by client address and endpoint, because a deployment opens millions; keeps a few as examples. */
import type { IsListed } from './listed.ts';
import type { CapturedConnection, ConnectionGroup } from './model.ts';

export interface GroupBounds {
  groups: number;
  /** Client addresses of one endpoint that have a group each. */
  clients: number;
  /** Examples of one group, and of all. */
  examples: number;
  allExamples: number;
  /** Names and certificates of all groups. */
  allNames: number;
}

const bounds: GroupBounds = { groups: 8192, clients: 256, examples: 8, allExamples: 4096, allNames: 8192 };
const mostNames = 20;

export class Groups {
  readonly #groups = new Map<string, { group: ConnectionGroup; kinds: Set<string> }>();
  readonly #clients = new Map<string, number>();
  readonly #bounds: GroupBounds;
  readonly #listed: IsListed;
  readonly #callers: ReadonlySet<string>;
  #examples = 0;
  #names = 0;
  ungrouped = 0;

  /** @param callers client addresses that have a group each, however many there are */
  constructor(listed: IsListed, most: Partial<GroupBounds> = {}, callers: readonly string[] = []) {
    this.#listed = listed;
    this.#callers = new Set(callers);
    this.#bounds = { ...bounds, ...most };
  }

  get all(): ConnectionGroup[] {
    return this.#groups
      .values()
      .map(({ group }) => group)
      .toArray();
  }

  add(connection: CapturedConnection): void {
    const found = this.#find(connection);
    if (!found) {
      this.ungrouped += 1;
      return;
    }
    const { group, kinds } = found;
    count(group, connection);
    if (this.#names < this.#bounds.allNames) this.#names += keepNames(group, connection);
    const kind = kindOf(connection);
    const room = kinds.size < this.#bounds.examples && this.#examples < this.#bounds.allExamples;
    if (!room || kinds.has(kind)) return;
    kinds.add(kind);
    group.examples.push(connection);
    this.#examples += 1;
  }

  #find(connection: CapturedConnection): { group: ConnectionGroup; kinds: Set<string> } | undefined {
    const { transport, direction } = connection;
    const directed = direction !== 'unseen';
    // Between two ends of which neither is known to be the server, the lower address comes first.
    const [from, to] =
      directed || connection.from.address <= connection.to.address
        ? [connection.from, connection.to]
        : [connection.to, connection.from];
    const endpoint = `${transport} ${to.address} ${directed ? to.port : ''}`;
    const known = this.#groups.get(`${from.address} ${endpoint}`);
    if (known) return known;
    const listed = directed && this.#listed(to);
    const clients = this.#clients.get(endpoint) ?? 0;
    const isNamed = clients < this.#bounds.clients || this.#callers.has(from.address);
    const client = isNamed ? from.address : '*';
    const key = `${client} ${endpoint}`;
    const shared = this.#groups.get(key);
    if (shared) return shared;
    if (this.#groups.size >= this.#bounds.groups && !listed) return undefined;
    this.#clients.set(endpoint, clients + 1);
    const group = emptyGroup(connection, client, directed ? to : { address: to.address });
    const made = { group, kinds: new Set<string>() };
    this.#groups.set(key, made);
    return made;
  }
}

const emptyGroup = (
  { transport, at }: CapturedConnection,
  from: string,
  to: ConnectionGroup['to'],
): ConnectionGroup => ({
  transport,
  from,
  to: { ...to },
  connections: 0,
  openings: {},
  tlsVersions: {},
  alerts: {},
  postgres: {},
  ends: {},
  serverNames: [],
  certificates: [],
  credentials: 0,
  refused: { tls: 0, plaintext: 0 },
  sent: 0,
  received: 0,
  first: at,
  last: at,
  examples: [],
});

const count = (group: ConnectionGroup, connection: CapturedConnection): void => {
  const { at, tls, postgres } = connection;
  group.connections += 1;
  increase(group.openings, connection.opening);
  increase(group.ends, connection.end);
  if (tls) increase(group.tlsVersions, tls.version ?? 'none');
  if (tls?.alert) increase(group.alerts, `${tls.alert.by}: ${tls.alert.name}`);
  if (postgres) increase(group.postgres, postgresWords(postgres));
  if (connection.credentials) group.credentials += 1;
  if (connection.refused) group.refused[tls || postgres?.answer === 'N' ? 'tls' : 'plaintext'] += 1;
  group.sent += connection.sent;
  group.received += connection.received;
  group.first = Math.min(group.first, at);
  group.last = Math.max(group.last, at);
};

/** @returns how many are new */
const keepNames = (group: ConnectionGroup, { tls }: CapturedConnection): number => {
  const before = group.serverNames.length + group.certificates.length;
  const name = tls?.hello?.sni;
  if (name !== undefined && !group.serverNames.includes(name) && group.serverNames.length < mostNames)
    group.serverNames.push(name);
  const certificate = tls?.serverCertificate;
  const shown = group.certificates.some(({ fingerprint }) => fingerprint === certificate?.fingerprint);
  if (certificate && !shown && group.certificates.length < mostNames) group.certificates.push(certificate);
  return group.serverNames.length + group.certificates.length - before;
};

const increase = <K extends string>(counts: Partial<Record<K, number>>, key: K): void => {
  counts[key] = (counts[key] ?? 0) + 1;
};

const postgresWords = ({ answer, gss, next }: NonNullable<CapturedConnection['postgres']>): string =>
  [gss && `GSS ${gss}`, answer, next].filter((word) => word !== undefined).join(' ');

/** What makes a connection worth another example. */
const kindOf = ({ opening, tls, postgres, mqtt, end, credentials }: CapturedConnection): string =>
  [
    opening,
    tls?.version,
    tls?.hello?.versions.join(),
    tls?.alert?.name,
    tls?.certificateRequested,
    postgres && postgresWords(postgres),
    mqtt?.level,
    end,
    credentials,
  ].join('|');
