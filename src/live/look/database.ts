/** Reads how the sessions of a service with PostgreSQL are encrypted: one connection, read-only queries. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { SeenDatabase } from '../../report/live-schema.ts';
import type { LiveDatabase } from '../file/deployment.ts';

const timeoutMs = 8000;
const mostSessions = 100;
const mostText = 200;

/** Columns that the account may not see are null: its own sessions, or those of all with pg_monitor. */
const query = `
select a.pid || ' ' || coalesce(a.backend_start::text, '') as id, a.usename as role, left(a.application_name, ${mostText}) as application, host(a.client_addr) as "from",
       s.ssl as tls, s.version as version, left(s.client_dn, ${mostText}) as dn, a.backend_start is null as hidden
from pg_stat_activity a left join pg_stat_ssl s on s.pid = a.pid
where a.pid <> pg_backend_pid() and a.usename = $1 and a.datname = current_database()
order by s.ssl, s.client_dn is not null, a.pid limit 2000`;

const rights = `select pg_has_role(current_user, 'pg_read_all_stats', 'usage') as all`;

interface Row {
  id: string;
  role: string;
  application: string | null;
  from: string | null;
  tls: boolean | null;
  version: string | null;
  dn: string | null;
  hidden: boolean;
}

/** Never rejects: what keeps it from looking is a fact. */
export const lookAtDatabase = async (one: LiveDatabase, signal: AbortSignal): Promise<SeenDatabase> => {
  const known = {
    service: one.service,
    address: `${one.host.includes(':') ? `[${one.host}]` : one.host}:${one.port}/${one.database}`,
    account: one.user,
    role: one.role,
    claim: one.claim,
  };
  const client = new Client({
    host: one.host,
    port: one.port,
    database: one.database,
    user: one.user,
    password: one.password ?? '',
    application_name: 'magistrala-conformance live',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    options: '-c default_transaction_read_only=on',
    ssl: one.account === 'tls' && (one.ca === undefined ? { rejectUnauthorized: false } : { ca: one.ca }),
  });
  client.on('error', () => {});
  const end = (): void => void client.end().catch(() => {});
  signal.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    const { rows: allowed } = await client.query<{ all: boolean }>(rights);
    const rows = await sampled(client, one.role, signal);
    const seesAll = allowed[0]?.all === true;
    return {
      ...known,
      sees: seesAll
        ? 'all sessions'
        : one.role === one.user || rows.some(({ hidden }) => !hidden)
          ? 'its own sessions'
          : 'nothing',
      failed: null,
      sessions: eachKindFirst(rows)
        .slice(0, mostSessions)
        .map((row) => ({
          role: row.role,
          application: row.application,
          from: row.from,
          tls: row.hidden ? null : row.tls,
          version: row.version,
          clientCertificate: row.dn,
        })),
      sessionCount: rows.length,
    };
  } catch (error) {
    return { ...known, sees: 'nothing', failed: failure(error), sessions: [], sessionCount: 0 };
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
};

/** One of each kind that claims tell apart stands before all others, so that none is lost where there are too many. */
export const eachKindFirst = <R extends Pick<Row, 'hidden' | 'tls' | 'dn'>>(rows: readonly R[]): R[] => {
  const kinds = new Map(
    rows.toReversed().map((row) => [[row.hidden, row.tls, row.dn === null].join(), row] as const),
  );
  const first = new Set(kinds.values());
  return [...first, ...rows.filter((row) => !first.has(row))];
};

/** A pool may have no session open at a moment: all that stand at any of these moments count. */
const samples = 4;
const betweenMs = 600;

const sampled = async (client: Client, role: string, signal: AbortSignal): Promise<Row[]> => {
  const found = new Map<string, Row>();
  for (let n = 0; n < samples; n += 1) {
    if (n > 0) await sleep(betweenMs, undefined, { signal });
    const { rows } = await client.query<Row>(query, [role]);
    for (const row of rows) found.set(row.id, row);
  }
  return [...found.values()];
};

/** Messages of PostgreSQL name roles and databases, and never a password. */
const failure = (error: unknown): string => {
  const { code, message } = error as Error & { code?: string };
  const text = (message || 'no connection').split('\n')[0]!.slice(0, mostText);
  return code === undefined ? text : `${text} (${code})`;
};
