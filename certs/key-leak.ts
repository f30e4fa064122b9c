/** Finds the text of a private key in what a service printed. */
import { createPrivateKey, type KeyObject } from 'node:crypto';

const sliceChars = 40;
const lineChars = 64;
const strideChars = 8;
/** Least part of a slice that must encode secret bytes: 16 characters are 96 bits, no chance match. */
const secretChars = 16;

/**
 * Slices of 40 characters of the base64 body of each private key in `pem`, to be searched with `showsKeyText`.
 * Each lies within one line of the PEM text, so that it is found also where a log puts something before every
 * line, and each carries secret bytes: the ASN.1 head is equal in all keys of a kind, the public half is no secret.
 * Empty when the text holds no private key.
 */
export function keyFingerprintLines(pem: string): string[] {
  const blocks = pem.matchAll(/-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]+?)-----END \1-----/g);
  return [...blocks].flatMap(([block, , text]) => {
    const body = text!.replace(/\s+/g, '');
    return slices(body, secretRanges(block, Buffer.from(body, 'base64')));
  });
}

/**
 * Whether the output shows any of the slices. White space and escaped line ends (`\n` written out, as in JSON) in
 * the output do not matter.
 */
export function showsKeyText(output: string, lines: readonly string[]): boolean {
  const bare = output.replace(/\\+[nrt]|\s+/g, '');
  return lines.some((line) => bare.includes(line));
}

interface Range {
  start: number;
  end: number;
}

function slices(body: string, secrets: Range[]): string[] {
  const found: string[] = [];
  for (let line = 0; line < body.length; line += lineChars) {
    const end = Math.min(line + lineChars, body.length);
    for (let start = line; start + sliceChars <= end; start += strideChars) {
      const slice = { start, end: start + sliceChars };
      if (secrets.some((secret) => overlap(slice, secret) >= secretChars)) {
        found.push(body.slice(slice.start, slice.end));
      }
    }
  }
  return found;
}

/** Where the body encodes secret bytes, in base64 characters. */
function secretRanges(block: string, der: Buffer): Range[] {
  const key = parse(block);
  // An encrypted key cannot be opened; all but the parameters of its encryption (at most 140 bytes) is cipher text.
  if (!key) return [{ start: Math.ceil((Math.min(140, der.length / 2) * 4) / 3), end: (der.length * 4) / 3 }];
  const jwk = key.export({ format: 'jwk' });
  return [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]
    .filter((value) => typeof value === 'string')
    .map((value) => Buffer.from(value, 'base64url'))
    .map((secret) => ({ at: der.indexOf(secret), length: secret.length }))
    .filter(({ at }) => at >= 0)
    .map(({ at, length }) => ({ start: Math.ceil((at * 4) / 3), end: Math.floor(((at + length) * 4) / 3) }));
}

function parse(block: string): KeyObject | undefined {
  try {
    return createPrivateKey(block);
  } catch {
    return undefined;
  }
}

function overlap(one: Range, other: Range): number {
  return Math.min(one.end, other.end) - Math.max(one.start, other.start);
}
