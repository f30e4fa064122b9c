/** What of a private key would give it away, whatever form it is printed in. */
import { createPrivateKey, type KeyObject } from 'node:crypto';

export interface KeyTraces {
  /** Secret bytes of the key, and the characters of its PEM text that encode them, line by line. */
  bytes: Buffer[];
  /** Its secret numbers in decimal: how programs print a key that they have parsed. */
  numbers: string[];
}

/** Of every private key in `pem`; empty when there is none. The public half of a key is no trace of it. */
export function keyTraces(pem: string): KeyTraces {
  const traces: KeyTraces = { bytes: [], numbers: [] };
  for (const [block, , text] of pem.matchAll(
    /-----BEGIN ([A-Z ]*PRIVATE KEY)-----([\s\S]+?)-----END \1-----/g,
  )) {
    // A block of an encrypted key may open with fields, `Proc-Type: …`.
    const body = text!.replaceAll(/^.*:.*$/gm, '').replaceAll(/\s+/g, '');
    const der = Buffer.from(body, 'base64');
    const key = parse(block);
    const lines = linesOf(body, text!);
    for (const { at, length } of key ? secretParts(key, der) : cipherText(der)) {
      traces.bytes.push(der.subarray(at, at + length));
      if (key) traces.numbers.push(BigInt(`0x${der.toString('hex', at, at + length)}`).toString());
      // Characters that encode nothing but secret bits.
      const from = Math.ceil((at * 4) / 3);
      const to = Math.floor(((at + length) * 4) / 3);
      for (const line of lines) {
        const piece = body.slice(Math.max(from, line.from), Math.min(to, line.to));
        if (piece.length >= leastChars) traces.bytes.push(Buffer.from(piece));
      }
    }
  }
  return traces;
}

/** A shorter piece of a line could be found by chance. */
const leastChars = 12;

interface Part {
  at: number;
  length: number;
}

/** Where the lines of the PEM text begin and end within its body. */
function linesOf(body: string, text: string): { from: number; to: number }[] {
  const lengths = text.split(/\s+/).map((line) => line.length);
  const found: { from: number; to: number }[] = [];
  for (let from = body.length, at = lengths.length - 1; from > 0 && at >= 0; at--) {
    const to = from;
    from = Math.max(0, to - lengths[at]!);
    if (to > from) found.unshift({ from, to });
  }
  return found;
}

/** An encrypted key cannot be opened: all but the parameters of its encryption (at most 140 bytes). */
function cipherText(der: Buffer): Part[] {
  const at = Math.floor(Math.min(140, der.length / 2));
  return at < der.length ? [{ at, length: der.length - at }] : [];
}

function secretParts(key: KeyObject, der: Buffer): Part[] {
  const jwk = key.export({ format: 'jwk' });
  return [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi]
    .filter((value) => typeof value === 'string')
    .map((value) => Buffer.from(value, 'base64url'))
    .map((secret) => ({ at: der.indexOf(secret), length: secret.length }))
    .filter(({ at }) => at >= 0);
}

function parse(block: string): KeyObject | undefined {
  try {
    return createPrivateKey(block);
  } catch {
    return undefined;
  }
}
