/** Recognizes by its first bytes how a client opens a connection. */
import type { HopConnection } from '../../model/observation.ts';

export type Opening = HopConnection['opening'];

/** First eight bytes of a PostgreSQL packet that comes before the StartupMessage (protocol, "Message Formats"). */
export const postgresRequest = {
  ssl: Buffer.from('0000000804d2162f', 'hex'),
  gss: Buffer.from('0000000804d21630', 'hex'),
  /** Length and code of a CancelRequest; protocol 3.2 makes it longer, so only the code decides. */
  cancelCode: 80877102,
};

/** RFC 9113 section 3.4. */
export const h2Preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

const methods = ['GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE '].map(
  (method) => Buffer.from(method, 'latin1'),
);

/**
 * What a client opens with, by its first bytes on TCP. `undefined`: the bytes so far are the beginning of more
 * than one thing, or of a thing that is not certain yet. Call again with more, or take `other` if no more come.
 */
export function classifyOpening(bytes: Buffer): Opening | undefined {
  if (bytes.length === 0) return undefined;
  const readings: Reading[] = [
    tls(bytes),
    exactly(bytes, h2Preface, 'h2-plaintext'),
    postgres(bytes),
    mqtt(bytes),
    ...methods.map((method) => exactly(bytes, method, 'http1')),
  ];
  for (const reading of readings) if (reading !== undefined && reading !== 'undecided') return reading;
  return readings.includes('undecided') ? undefined : 'other';
}

/**
 * First bytes that may be kept as evidence, hex. What can hold a secret (an MQTT CONNECT's fields, a request
 * target with a query) is cut off before it begins.
 */
export function evidenceOf(opening: Opening, bytes: Buffer): string {
  const keep = { mqtt: 12, http1: bytes.indexOf(' ') + 1 } as Partial<Record<Opening, number>>;
  return bytes.subarray(0, Math.min(32, keep[opening] ?? 32)).toString('hex');
}

type Reading = Opening | 'undecided' | undefined;

function exactly(bytes: Buffer, pattern: Buffer, opening: Opening): Reading {
  // Most bytes begin nothing of the kind: told without making views of them.
  if (bytes.length > 0 && bytes[0] !== pattern[0]) return undefined;
  const shared = Math.min(bytes.length, pattern.length);
  if (!bytes.subarray(0, shared).equals(pattern.subarray(0, shared))) return undefined;
  return bytes.length >= pattern.length ? opening : 'undecided';
}

/** Record type handshake, record version 3.x, and a ClientHello in it. */
function tls(bytes: Buffer): Reading {
  if (bytes[0] !== 0x16 || (bytes.length > 1 && bytes[1] !== 0x03)) return undefined;
  if (bytes.length < 6) return 'undecided';
  return bytes[5] === 0x01 ? 'tls' : undefined;
}

function postgres(bytes: Buffer): Reading {
  if (bytes[0] !== 0 || (bytes.length > 1 && bytes[1] !== 0)) return undefined;
  if (bytes.length < 8) return 'undecided';
  const head = bytes.subarray(0, 8);
  if (head.equals(postgresRequest.ssl)) return 'postgres-ssl-request';
  // The next packet on the same connection decides, after GSSAPI was refused.
  if (head.equals(postgresRequest.gss)) return classifyOpening(bytes.subarray(8)) ?? 'undecided';
  return isStartup(bytes) ? 'postgres-startup' : undefined;
}

/** A StartupMessage of protocol 3.x; its length is at least that of an empty parameter list. */
export const isStartup = (bytes: Buffer): boolean =>
  bytes.length >= 8 && bytes.readUInt16BE(4) === 3 && bytes.readUInt32BE(0) >= 9;

/** Fixed header, remaining length (one to four bytes), and the protocol name of MQTT 3.1.1 and 5, or of 3.1. */
function mqtt(bytes: Buffer): Reading {
  if (bytes[0] !== 0x10) return undefined;
  let at = 1;
  while (at < 5 && at < bytes.length && (bytes[at]! & 0x80) !== 0) at += 1;
  if (at >= 5) return undefined;
  if (at >= bytes.length) return 'undecided';
  const name = bytes.subarray(at + 1);
  return (
    exactly(name, Buffer.from('\0\x04MQTT'), 'mqtt') ?? exactly(name, Buffer.from('\0\x06MQIsdp'), 'mqtt')
  );
}
