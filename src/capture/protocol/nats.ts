/** Reads how a NATS connection opens: the server's INFO, and CONNECT or TLS after it (NATS client protocol). */
import type { CapturedNats } from '../model.ts';
import type { Reading } from './reading.ts';

const info = Buffer.from('INFO ');
const connect = Buffer.from('CONNECT {');

const begins = (bytes: Buffer, pattern: Buffer): boolean => bytes.subarray(0, pattern.length).equals(pattern);

/** HTTP has a CONNECT too: a brace after it, or the server's INFO, tells them apart. */
export const isNats = (client: Buffer, server: Buffer): boolean =>
  begins(client, connect) || begins(server, info);

/** Undefined: this is no NATS. `infoBytes`: how long the INFO is, after which TLS begins. */
export const readNats = (
  client: Buffer,
  server: Buffer,
): (Reading & { nats: CapturedNats; infoBytes: number }) | undefined => {
  if (!isNats(client, server)) return undefined;
  const nats: CapturedNats = { next: 'closed' };
  const end = begins(server, info) ? server.indexOf('\r\n') : -1;
  const fields = end < 0 ? undefined : object(server.subarray(info.length, end));
  if (fields) nats.tlsRequired = fields['tls_required'] === true;
  if (fields) nats.tlsAvailable = fields['tls_available'] === true;
  if (client[0] === 0x16) nats.next = 'tls';
  if (begins(client, connect)) nats.next = 'connect';
  const lineEnd = client.indexOf('\r\n');
  const asked = lineEnd < 0 ? undefined : object(client.subarray(connect.length - 1, lineEnd));
  const given = asked && ['user', 'pass', 'auth_token', 'jwt', 'nkey'].some((name) => Boolean(asked[name]));
  return {
    nats,
    infoBytes: end < 0 ? server.length : end + 2,
    ...(nats.next === 'connect' && given && { credentials: true as const }),
    settled: nats.next === 'connect' && lineEnd >= 0 && end >= 0,
  };
};

const object = (bytes: Buffer): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
