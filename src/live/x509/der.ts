/** Reads values in DER (X.690), as far as certificates have them. Pure. */

export interface DerValue {
  tag: number;
  content: Buffer;
  /** With tag and length. */
  whole: Buffer;
}

/** The bytes are no DER that is read here: what Go makes of them is not known. */
export class NoDer extends Error {}

/** Go reads no such certificate, and with it refuses all that a server presents. */
export class Unreadable extends Error {}

/** @throws NoDer */
export const valuesOf = (bytes: Buffer): DerValue[] => {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = valueAt(bytes, at);
    values.push(value);
    at += value.whole.length;
  }
  return values;
};

/** The one value that the bytes are. @throws NoDer */
export const valueOf = (bytes: Buffer): DerValue => {
  const value = valueAt(bytes, 0);
  if (value.whole.length !== bytes.length) throw new NoDer('bytes follow');
  return value;
};

/** What stands in the one value that the bytes are. @throws NoDer */
export const contentOf = (bytes: Buffer, tag: number): Buffer => {
  const value = valueOf(bytes);
  if (value.tag !== tag) throw new NoDer(`tag ${value.tag} in place of ${tag}`);
  return value.content;
};

const valueAt = (bytes: Buffer, at: number): DerValue => {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw new NoDer('no tag and length');
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 4 || first === 0x80) throw new NoDer('a length of another form');
  const begin = at + 2 + octets;
  const length =
    octets === 0 ? first : bytes.subarray(at + 2, begin).reduce((sum, one) => sum * 256 + one, 0);
  const end = begin + length;
  if (end > bytes.length) throw new NoDer('a length beyond the end');
  return { tag, content: bytes.subarray(begin, end), whole: bytes.subarray(at, end) };
};

/** In dots, `2.5.29.17`. */
export const identifierOf = (content: Buffer): string => {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first = 0, ...others] = arcs;
  const head = Math.min(2, Math.floor(first / 40));
  return [head, first - head * 40, ...others].join('.');
};

/** A number that is not negative and not above 2^31. @throws NoDer */
export const smallNumberOf = (content: Buffer): number => {
  const significant = content.subarray(content[0] === 0 ? 1 : 0);
  if (content.length === 0 || content[0]! >= 0x80 || significant.length > 4)
    throw new NoDer('no small number');
  return significant.reduce((sum, one) => sum * 256 + one, 0);
};
