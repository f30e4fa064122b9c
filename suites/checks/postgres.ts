/** Facts about PostgreSQL connections, as the tap before the server and the server itself saw them. All pure. */
import { hopName } from '../../src/model/hop.ts';
import type { HopConnection, Observation } from '../../src/model/observation.ts';
import { isReady } from './service.ts';
import type { Check, ServiceName } from '../vocabulary.ts';

type Database = ServiceName;

const isOfPage = (service: Database): boolean => service === 'users' || service === 'clients';

export const postgresHop = (service: ServiceName): string => hopName({ from: service, to: 'postgres' });

const connections = (o: Observation, service: ServiceName): readonly HopConnection[] | undefined =>
  o.hops[postgresHop(service)]?.connections;

const startsInPlaintext = (c: HopConnection): boolean =>
  c.opening === 'postgres-startup' || c.postgres?.next === 'startup';
const attemptsTls = (c: HopConnection): boolean =>
  c.opening === 'tls' || c.opening === 'postgres-ssl-request';

const found =
  (service: Database) =>
  (o: Observation): string => {
    const seen = connections(o, service);
    if (!seen) return 'no tap before PostgreSQL';
    const sessions = o.sessions[service];
    const tls = sessions?.sessions.filter((s) => s.tls).length ?? 0;
    const plain = (sessions?.sessions.length ?? 0) - tls;
    const refusal = sessions?.refusals.length ? `; server refused: ${sessions.refusals[0]}` : '';
    return (
      `${seen.length} connection(s): ${seen.filter(attemptsTls).length} asked for TLS, ` +
      `${seen.filter(startsInPlaintext).length} sent a plaintext StartupMessage; ` +
      `sessions: ${tls} TLS, ${plain} plaintext${refusal}`
    );
  };

const tapped = (
  fact: string,
  says: string,
  service: Database,
  holds: (seen: readonly HopConnection[], o: Observation) => boolean | undefined,
): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = connections(o, service);
    return seen && holds(seen, o);
  },
  found: found(service),
  of: service,
});

export const sendsPlaintextStartup = (service: Database): Check => ({
  ...tapped('sends-plaintext-startup', `${service} sends a StartupMessage in plaintext`, service, (seen) =>
    seen.some(startsInPlaintext),
  ),
  exposes: true,
});

export const asksForTls = (service: Database): Check =>
  tapped('asks-for-tls', `${service} asks PostgreSQL for TLS`, service, (seen) => seen.some(attemptsTls));

/** Not observed where no connection reached the later server. */
export const asksLaterServerForTls = (service: Database): Check =>
  tapped('asks-later-server-for-tls', `${service} asks the later PostgreSQL for TLS`, service, (seen, o) => {
    const later = seen.filter((one) => one.later === true);
    if (later.length) return later.some(attemptsTls);
    return isReady(o, service) === false ? false : undefined;
  });

export const hasSessionOfLaterServer = (service: Database): Check => ({
  fact: 'has-session-of-later-server',
  says: `the later PostgreSQL authorizes a session of ${service}`,
  holds: (o) => {
    const seen = o.sessions[service]?.later?.sessions;
    return seen && seen.length > 0;
  },
  found: (o) => `${o.sessions[service]?.later?.sessions.length ?? 'no'} session(s) at the later PostgreSQL`,
  of: service,
});

const statusOf = (o: Observation, service: Database): number[] | undefined => {
  const calls = o.calls.database[service];
  return calls && [calls.read.status, calls.write.status];
};
const callsFound =
  (service: Database) =>
  (o: Observation): string =>
    `API calls that read and write: ${statusOf(o, service)?.join(' and ') ?? 'not made'}`;

/**
 * Without these calls only the sessions of the start were seen, and nothing can be said of all sessions. Beyond the page
 * a release file may name none: the start is all that is spoken of then.
 */
export const usesDatabase = (service: Database): Check => ({
  fact: 'uses-database',
  says: isOfPage(service)
    ? `calls of the API of ${service} read and write the database`
    : `${service} uses the database, by the calls that its release file names or else by its start`,
  holds: (o) => {
    const seen = statusOf(o, service);
    if (seen?.every((status) => status === 200 || status === 201)) return true;
    if (isReady(o, service) === false) return false;
    const atStart = !seen && !isOfPage(service) && o.sessions[service];
    return atStart ? atStart.sessions.length > 0 : undefined;
  },
  found: callsFound(service),
  of: service,
});

export const databaseCallsFail = (service: Database): Check => ({
  fact: 'database-calls-fail',
  says: `calls of the API of ${service} that read and write the database fail`,
  holds: (o) => {
    const seen = statusOf(o, service);
    if (seen) return seen.every((status) => status !== 200 && status !== 201);
    return isReady(o, service) === false ? false : undefined;
  },
  found: callsFound(service),
  of: service,
});

/** At least one session, and none of them encrypted. */
export const everySessionPlaintext = (service: Database): Check =>
  tapped('every-session-plaintext', `every session of ${service} is plaintext`, service, (seen, o) => {
    const sessions = o.sessions[service]?.sessions;
    if (!sessions) return undefined;
    return sessions.length > 0 && sessions.every((s) => !s.tls) && seen.some(startsInPlaintext);
  });

export const everySessionTls = (service: Database): Check =>
  tapped('every-session-tls', `every session of ${service} is TLS`, service, (seen, o) => {
    const sessions = o.sessions[service]?.sessions;
    if (!sessions) return undefined;
    return sessions.length > 0 && sessions.every((s) => s.tls) && !seen.some(startsInPlaintext);
  });

export const hasSession = (service: Database): Check =>
  tapped('has-session', `PostgreSQL authorizes a session of ${service}`, service, (_, o) => {
    const sessions = o.sessions[service]?.sessions;
    return sessions && sessions.length > 0;
  });

export const hasTlsSession = (service: Database): Check => ({
  ...tapped('has-tls-session', `${service} has a TLS session`, service, (_, o) =>
    o.sessions[service]?.sessions.some((s) => s.tls),
  ),
  ever: (o) => {
    const tls = (c: HopConnection): boolean => c.opening === 'tls' || c.postgres?.next === 'tls';
    if (connections(o, service)?.some(tls)) return true;
    return o.sessions[service]?.sessions.some((s) => s.tls);
  },
  onWire: true,
});

export const noConnection = (service: Database): Check =>
  tapped('no-connection', `${service} does not connect`, service, (seen) => seen.length === 0);

const configuredSubject = (o: Observation, service: Database): string | undefined =>
  o.configured.certificates[`${service}.db.cert`]?.subject;

/** `pg_stat_ssl.client_dn` of every session is the subject of the configured certificate. */
export const presentsClientCertificate = (service: Database): Check => ({
  fact: 'presents-client-certificate',
  says: `every session of ${service} carries the configured client certificate`,
  holds: (o) => {
    const sessions = o.sessions[service]?.sessions;
    const wanted = configuredSubject(o, service);
    if (!sessions || wanted === undefined) return undefined;
    // A session that brings none is refused by a server that demands one.
    if (o.sessions[service]?.refusals.some((line) => line.includes('client certificate'))) return false;
    const sampled = sessions.filter((s) => s.clientDn !== undefined);
    if (sessions.length > 0 && sampled.length === 0 && sessions.some((s) => s.tls)) return undefined;
    return sampled.length > 0 && sampled.every((s) => s.clientDn === wanted);
  },
  found: (o) =>
    `client DN: ${[...new Set(o.sessions[service]?.sessions.map((s) => s.clientDn || 'none'))].join(', ') || 'no session'}`,
  of: service,
  ever: (o) => {
    const wanted = configuredSubject(o, service);
    const sessions = o.sessions[service]?.sessions;
    return sessions && wanted !== undefined ? sessions.some((s) => s.clientDn === wanted) : undefined;
  },
  onWire: true,
});
