/** Says how a conversation by UDP opens: CoAP in plaintext, DTLS, or something else. */
import { readClientHello } from '../../probe/tap/client-hello.ts';
import type { CapturedConnection, CapturedTls } from '../model.ts';
import { evidence } from './evidence.ts';
import { readServerHello } from './server-hello.ts';
import { cleanHello } from './tls.ts';
import { alertName, suiteName } from './tls-names.ts';

type DatagramReading = Pick<CapturedConnection, 'opening' | 'bytes' | 'tls' | 'resembles'>;

/** @param client the first datagrams of the client, `server` those that answered */
export const readDatagrams = (client: readonly Buffer[], server: readonly Buffer[]): DatagramReading => {
  const [first = empty] = client;
  if (first.length === 0) return { opening: 'nothing', bytes: '' };
  if (isDtls(first)) {
    const hellos = client.map(dtlsHello).filter((hello) => hello !== undefined);
    if (first[0] !== 22 || !hellos[0]) return { opening: 'unseen', bytes: '', resembles: 'tls' };
    return { opening: 'dtls', bytes: evidence('dtls', first), tls: readDtls(hellos.at(-1)!, client, server) };
  }
  const opening = isCoapRequest(first) ? 'coap' : 'other';
  return { opening, bytes: evidence(opening, first) };
};

const empty = Buffer.alloc(0);

/** RFC 6347 section 4.1: a record of DTLS 1.0 or 1.2, which is also how DTLS 1.3 begins. */
const isDtls = (bytes: Buffer): boolean =>
  bytes.length >= 13 && bytes[0]! >= 20 && bytes[0]! <= 26 && bytes[1] === 0xfe && bytes[2]! >= 0xfd;

const versions: Readonly<Record<string, string>> = {
  '0xfeff': 'DTLSv1.0',
  '0xfefd': 'DTLSv1.2',
  '0xfefc': 'DTLSv1.3',
};
const dtlsVersion = (name: string): string => versions[name] ?? name;

const recordBytes = 13;
const handshakeBytes = 12;

/** Body of the first handshake message in a datagram, where it is of this type and whole. */
const messageOf = (bytes: Buffer, type: number): Buffer | undefined => {
  if (!isDtls(bytes) || bytes[0] !== 22 || bytes.length < recordBytes + handshakeBytes) return undefined;
  const at = recordBytes;
  const size = bytes.readUIntBE(at + 1, 3);
  const whole = bytes.readUIntBE(at + 6, 3) === 0 && bytes.readUIntBE(at + 9, 3) === size;
  const body = bytes.subarray(at + handshakeBytes, at + handshakeBytes + size);
  return bytes[at] === type && whole && body.length === size ? body : undefined;
};

/** The ClientHello of DTLS has a cookie after the session id; without it, it reads like that of TLS. */
const dtlsHello = (bytes: Buffer): NonNullable<CapturedTls['hello']> | undefined => {
  const body = messageOf(bytes, 1);
  if (!body || body.length < 36) return undefined;
  const cookie = 35 + body[34]!;
  if (cookie >= body.length) return undefined;
  const message = Buffer.concat([body.subarray(0, cookie), body.subarray(cookie + 1 + body[cookie]!)]);
  const header = Buffer.from([0x16, 3, 3, 0, 0, 1, 0, 0, 0]);
  header.writeUInt16BE(message.length + 4, 3);
  header.writeUIntBE(message.length, 6, 3);
  const reading = readClientHello(Buffer.concat([header, message]));
  if (reading.state !== 'complete') return undefined;
  return cleanHello({ ...reading.hello, versions: reading.hello.versions.map(dtlsVersion) });
};

const readDtls = (
  hello: NonNullable<CapturedTls['hello']>,
  client: readonly Buffer[],
  server: readonly Buffer[],
): CapturedTls => {
  const answer = server.map((bytes) => messageOf(bytes, 2)).find((body) => body !== undefined);
  const chosen = answer && readServerHello(answer);
  const alert = alertOf('server', server) ?? alertOf('client', client);
  const isEncrypted = (bytes: Buffer): boolean =>
    isDtls(bytes) && (bytes[0] === 20 || bytes.readUInt16BE(3) > 0);
  return {
    hello,
    ...(chosen && { version: dtlsVersion(chosen.version), cipherSuite: suiteName(chosen.suite) }),
    ...(alert && { alert }),
    encrypted: client.some(isEncrypted) && server.some(isEncrypted),
  };
};

/** An alert of epoch 0 is readable. */
const alertOf = (by: 'client' | 'server', datagrams: readonly Buffer[]): CapturedTls['alert'] => {
  const bytes = datagrams.find(
    (one) => isDtls(one) && one[0] === 21 && one.readUInt16BE(3) === 0 && one.length >= recordBytes + 2,
  );
  return bytes && { by, level: bytes[13] === 2 ? 'fatal' : 'warning', name: alertName(bytes.readUInt8(14)) };
};

/** RFC 7252 section 3: version 1, a method or a ping, a token of at most 8 bytes, and options that end where they say. */
const isCoapRequest = (bytes: Buffer): boolean => {
  if (bytes.length < 4 || bytes[0]! >> 6 !== 1) return false;
  const tokenBytes = bytes[0]! & 0x0f;
  const code = bytes[1]!;
  if (code === 0) return tokenBytes === 0 && bytes.length === 4;
  if (code > 7 || tokenBytes > 8) return false;
  let at = 4 + tokenBytes;
  while (at < bytes.length && bytes[at] !== 0xff) {
    const delta = bytes[at]! >> 4;
    const length = bytes[at]! & 0x0f;
    if (delta === 15 || length === 15) return false;
    at += 1 + extended(delta);
    // Lengths of more than 12 continue in one or two bytes.
    const more =
      length === 13
        ? (bytes[at] ?? 0) + 13
        : length === 14 && at + 2 <= bytes.length
          ? bytes.readUInt16BE(at) + 269
          : length;
    at += extended(length) + more;
  }
  // A payload follows its marker, and is never empty.
  return at === bytes.length || (bytes[at] === 0xff && at + 1 < bytes.length);
};

const extended = (nibble: number): number => (nibble === 13 ? 1 : nibble === 14 ? 2 : 0);
