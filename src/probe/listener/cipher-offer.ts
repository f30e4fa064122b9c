/**
 * Writes a ClientHello of TLS 1.2 that offers cipher suites of one kind alone. Node's OpenSSL is built without most of
 * these suites and cannot offer them.
 */
import { randomBytes } from 'node:crypto';
import type { CipherOffer } from '../../model/observation.ts';

/**
 * Suites by number (IANA, TLS Cipher Suites), for RSA and for ECDSA certificates. RFC 9325,
 * section 4.1: never RC4, NULL or export; not 3DES, which has less than 128 bits of security; not static RSA.
 */
export const offeredSuites: Readonly<Record<CipherOffer, Readonly<Record<number, string>>>> = {
  ecdhe: {
    0xc02b: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    0xc02f: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    0xc02c: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    0xc030: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
    0xcca9: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    0xcca8: 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  },
  rc4: {
    0xc007: 'TLS_ECDHE_ECDSA_WITH_RC4_128_SHA',
    0xc011: 'TLS_ECDHE_RSA_WITH_RC4_128_SHA',
    0x0005: 'TLS_RSA_WITH_RC4_128_SHA',
    0x0004: 'TLS_RSA_WITH_RC4_128_MD5',
  },
  '3des': {
    0xc008: 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA',
    0xc012: 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
    0x0016: 'TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA',
    0x000a: 'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  },
  'null-or-export': {
    0xc006: 'TLS_ECDHE_ECDSA_WITH_NULL_SHA',
    0xc010: 'TLS_ECDHE_RSA_WITH_NULL_SHA',
    0x003b: 'TLS_RSA_WITH_NULL_SHA256',
    0x0002: 'TLS_RSA_WITH_NULL_SHA',
    0x0001: 'TLS_RSA_WITH_NULL_MD5',
    0x0014: 'TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA',
    0x0008: 'TLS_RSA_EXPORT_WITH_DES40_CBC_SHA',
    0x0006: 'TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5',
    0x0003: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
  },
  'static-rsa': {
    0x009d: 'TLS_RSA_WITH_AES_256_GCM_SHA384',
    0x009c: 'TLS_RSA_WITH_AES_128_GCM_SHA256',
    0x003d: 'TLS_RSA_WITH_AES_256_CBC_SHA256',
    0x003c: 'TLS_RSA_WITH_AES_128_CBC_SHA256',
    0x0035: 'TLS_RSA_WITH_AES_256_CBC_SHA',
    0x002f: 'TLS_RSA_WITH_AES_128_CBC_SHA',
  },
};

/** Signature algorithms (RFC 8446, section 4.2.3) for certificates with any kind of key. */
const signatures = [0x0403, 0x0503, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201];
/** x25519, secp256r1, secp384r1. */
const groups = [0x001d, 0x0017, 0x0018];

/** The whole first flight: one record with the ClientHello (RFC 5246, section 7.4.1.2). */
export function helloOffering(
  suites: readonly number[],
  { servername, alpn }: { servername: string | undefined; alpn: readonly string[] },
): Buffer {
  const extensions = [
    ...(servername === undefined
      ? []
      : [extension(0x0000, vector(2, number(1, 0), vector(2, Buffer.from(servername))))]),
    extension(0x000a, vector(2, ...groups.map((group) => number(2, group)))),
    extension(0x000b, vector(1, number(1, 0))),
    extension(0x000d, vector(2, ...signatures.map((signature) => number(2, signature)))),
    ...(alpn.length === 0
      ? []
      : [extension(0x0010, vector(2, ...alpn.map((name) => vector(1, Buffer.from(name)))))]),
    // Extended master secret and secure renegotiation, without which some servers refuse every client.
    extension(0x0017, Buffer.alloc(0)),
    extension(0xff01, vector(1)),
  ];
  const hello = Buffer.concat([
    number(2, 0x0303),
    randomBytes(32),
    vector(1),
    vector(2, ...suites.map((suite) => number(2, suite))),
    vector(1, number(1, 0)),
    vector(2, ...extensions),
  ]);
  return record(Buffer.concat([number(1, 1), vector(3, hello)]));
}

/** A ServerHello that chooses a suite, in one record. */
export function helloChoosing(suite: number): Buffer {
  const hello = Buffer.concat([
    number(2, 0x0303),
    randomBytes(32),
    vector(1),
    number(2, suite),
    number(1, 0),
    vector(2, extension(0xff01, vector(1))),
  ]);
  return record(Buffer.concat([number(1, 2), vector(3, hello)]));
}

/** The suite that a ServerHello chose, when the bytes begin with one; `undefined` while more bytes may complete one. */
export function chosenSuite(bytes: Buffer): number | 'none' | undefined {
  const begins = Buffer.from([0x16, 3]);
  if (!begins.subarray(0, bytes.length).equals(bytes.subarray(0, begins.length))) return 'none';
  if (bytes.length > 5 && bytes[5] !== 2) return 'none';
  // Record head 5, message head 4, version 2, random 32, then the session's id.
  const id = bytes[43];
  if (id === undefined || bytes.length < 44 + id + 2) return undefined;
  return bytes.readUInt16BE(44 + id);
}

const number = (length: 1 | 2 | 3, value: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

/** Prefixes the parts with their length, written in `length` bytes. */
const vector = (length: 1 | 2 | 3, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([number(length, content.length), content]);
};

const extension = (type: number, content: Buffer): Buffer =>
  Buffer.concat([number(2, type), vector(2, content)]);

/** A record of type handshake; version 3.1, as every client's first one has. */
const record = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0x16, 3, message[0] === 1 ? 1 : 3]), vector(2, message)]);
