/** Recognizes answers of HTTP, HTTP/2 and MQTT servers by their first bytes. */
import { isBareRedirect, redirectBytes } from './redirect.ts';

/** What the first bytes of an answer are. `closed`: no answer in any of the protocols. */
export interface Reply {
  answer: 'answered' | 'bad-request' | 'redirect' | 'closed';
  /** HTTP status, `SETTINGS`, `CONNACK <code>`, `alert <number>`, or `unrecognised bytes`. */
  status: string;
}

/** Largest number of bytes that is needed to classify an answer. */
export const replyBytes = redirectBytes;

/**
 * Reads what a server sent first, whatever it was asked. `undefined`: more bytes are needed.
 * @param ended no more bytes come
 */
export function readReply(bytes: Buffer, ended = false): Reply | undefined {
  if (bytes.length === 0) return undefined;
  const line = /^HTTP\/1\.[01] (\d{3})/.exec(bytes.toString('latin1', 0, 12));
  if (line) return http1(line[1]!, bytes, ended);
  return settings(bytes) ?? alert(bytes) ?? connack(bytes) ?? unrecognised(bytes);
}

const versionText = Buffer.from('HTTP/1.', 'latin1');

function http1(status: string, bytes: Buffer, ended: boolean): Reply | undefined {
  if (status === '400') return { answer: 'bad-request', status };
  const redirect = isBareRedirect(bytes, ended);
  return redirect === undefined ? undefined : { answer: redirect ? 'redirect' : 'answered', status };
}

/** A SETTINGS frame on stream 0 (RFC 9113 section 6.5). */
function settings(bytes: Buffer): Reply | undefined {
  if (bytes.length < 9 || bytes[0] !== 0 || bytes[3] !== 4) return undefined;
  const wellFormed = bytes.readUIntBE(0, 3) % 6 === 0 && bytes.readUInt32BE(5) === 0;
  return wellFormed ? { answer: 'answered', status: 'SETTINGS' } : undefined;
}

function alert(bytes: Buffer): Reply | undefined {
  const number = alertNumber(bytes);
  return number === undefined ? undefined : { answer: 'closed', status: `alert ${number}` };
}

/** Number of a plaintext TLS alert (RFC 8446 section 6), when the bytes begin with one. */
export function alertNumber(bytes: Buffer): number | undefined {
  const isAlert = bytes.length >= 7 && bytes[0] === 0x15 && bytes[1] === 3 && bytes.readUInt16BE(3) === 2;
  return isAlert ? bytes[6] : undefined;
}

/** Whether a TLS listener answered a plaintext request: with an alert, or with a 400 that asks for HTTPS. */
export const isFromTls = (bytes: Buffer): boolean =>
  alertNumber(bytes) !== undefined || /^HTTP\/1\.[01] 400\b[\s\S]*HTTPS/.test(bytes.toString('latin1'));

function connack(bytes: Buffer): Reply | undefined {
  if (bytes.length < 4 || bytes[0] !== 0x20) return undefined;
  return { answer: 'answered', status: `CONNACK ${bytes[3]}` };
}

function unrecognised(bytes: Buffer): Reply | undefined {
  const beginning = (pattern: Buffer): boolean =>
    bytes.length < 12 && bytes.subarray(0, pattern.length).equals(pattern.subarray(0, bytes.length));
  const mayGrow =
    beginning(versionText) ||
    (bytes.length < 9 && bytes[0] === 0) ||
    (bytes.length < 7 && bytes[0] === 0x15) ||
    (bytes.length < 4 && bytes[0] === 0x20);
  return mayGrow ? undefined : { answer: 'closed', status: 'unrecognised bytes' };
}
