/** Lays what check-env says of the files beside what was seen: every connection, configured and observed. Pure. */
import type { HopAdvice } from '../advise/schema.ts';
import type { Live, SeenCapture, SeenDatabase, SeenEndpoint } from '../report/live-schema.ts';
import { countsOf } from './judged/hop-checks.ts';

type Row = Live['hops'][number];

/** Rows of the files first, each with what was seen of it; then what was seen and is in no file. */
export const hopRows = (
  configured: readonly HopAdvice[],
  { endpoints, databases, capture }: Pick<Live, 'endpoints' | 'databases' | 'capture'>,
): Row[] => {
  const used = new Set<SeenEndpoint | SeenDatabase>();
  const rows = configured.map((hop): Row => {
    const endpoint = hop.from === '*' ? endpoints.find((one) => isAt(one, hop)) : undefined;
    const database =
      hop.listener === 'postgres' ? databases.find(({ service }) => service === hop.fromService) : undefined;
    if (endpoint) used.add(endpoint);
    if (database) used.add(database);
    const onWire = capture ? ofCapture(capture, hop) : unseen;
    const seen = endpoint
      ? ofEndpoint(endpoint)
      : onWire.observed !== null
        ? onWire
        : database
          ? ofDatabase(database)
          : unseen;
    return {
      ...{ from: hop.from === '*' ? 'outside' : hop.from, to: hop.to, listener: hop.listener },
      ...{ configured: hop.transport, because: hop.because },
      ...seen,
      agrees: agreement(hop.transport, seen.observed),
    };
  });
  const others = [
    ...endpoints
      .filter((one) => !used.has(one))
      .map((one): Row => ({
        from: 'outside',
        to: one.service,
        listener: one.listener,
        ...notConfigured,
        ...ofEndpoint(one),
      })),
    ...databases
      .filter((one) => !used.has(one))
      .map((one): Row => ({
        from: one.service,
        to: one.address,
        listener: 'postgres',
        ...notConfigured,
        ...ofDatabase(one),
      })),
  ];
  return [...rows, ...others];
};

const notConfigured = { configured: null, because: null, agrees: null };
const unseen = { observed: null, seenBy: null };

const isAt = (one: SeenEndpoint, hop: HopAdvice): boolean =>
  (one.service === hop.toService || one.service === hop.to) && one.listener === hop.listener;

const ofEndpoint = ({ state, name }: SeenEndpoint): Pick<Row, 'observed' | 'seenBy'> => ({
  observed: state,
  seenBy: `endpoint ${name}`,
});

const ofDatabase = ({ sessions, failed, service }: SeenDatabase): Pick<Row, 'observed' | 'seenBy'> => {
  const visible = sessions.filter(({ tls }) => tls !== null);
  if (failed !== null || visible.length === 0) return unseen;
  const encrypted = visible.filter(({ tls }) => tls).length;
  const observed = encrypted === 0 ? 'plaintext' : encrypted < visible.length ? 'TLS and plaintext' : 'TLS';
  return { observed, seenBy: `database ${service}` };
};

const ofCapture = (capture: SeenCapture, hop: HopAdvice): Pick<Row, 'observed' | 'seenBy'> => {
  const froms = [hop.from, hop.fromService];
  const tos = [hop.to, hop.toService];
  const names = froms.flatMap((from) => tos.map((to) => `${from ?? ''}→${to ?? ''}`));
  const { tls, plaintext: opened, refused } = countsOf(capture, (name) => names.includes(name));
  const plaintext = opened - refused.plaintext;
  if (tls + plaintext === 0 && refused.tls + refused.plaintext > 0)
    return { observed: 'refused', seenBy: 'capture' };
  if (tls + plaintext === 0) return unseen;
  const observed = plaintext === 0 ? 'TLS' : tls === 0 ? 'plaintext' : 'TLS and plaintext';
  return { observed, seenBy: 'capture' };
};

/** Only what both sides say can agree. */
const agreement = (configured: HopAdvice['transport'], observed: string | null): boolean | null => {
  if (observed === null || configured === 'not known') return null;
  if (observed === 'not reached')
    return configured === 'does not start' || configured === 'refused' ? true : null;
  // Neither a session nor a capture says what a server would have demanded of another client.
  if (configured.startsWith('TLS, client certificate') && observed === 'TLS')
    return configured.endsWith('offered') ? true : null;
  return configured === observed;
};
