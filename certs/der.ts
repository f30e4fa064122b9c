/** The few ASN.1 values that a certificate is made of, in DER (X.690). Pure. */
import { isIPv6 } from 'node:net';

/** Content octets after tag and length. */
export const tlv = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  const octets = [length >> 16, (length >> 8) & 0xff, length & 0xff].slice(
    length < 0x100 ? 2 : length < 0x1_0000 ? 1 : 0,
  );
  if (length > 0xff_ffff) throw new Error(`${length} bytes are more than a certificate holds`);
  return Buffer.concat([Buffer.from([tag, 0x80 | octets.length, ...octets]), body]);
};

export const sequence = (...items: readonly Uint8Array[]): Buffer => tlv(0x30, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => tlv(0x31, ...items);
export const octetString = (content: Uint8Array): Buffer => tlv(0x04, content);
export const printableString = (text: string): Buffer => tlv(0x13, Buffer.from(text, 'latin1'));
export const yes = tlv(0x01, Buffer.from([0xff]));

/** `[number]` around whole values. */
export const explicit = (number: number, ...items: readonly Uint8Array[]): Buffer =>
  tlv(0xa0 | number, ...items);

/** `[number]` in place of the tag of a value that holds no others. */
export const implicit = (number: number, content: Uint8Array): Buffer => tlv(0x80 | number, content);

/** A positive number: big-endian, its first bit clear, no octet in front that says nothing. */
export const integer = (content: Uint8Array): Buffer => tlv(0x02, content);

/** @param unused bits at the end of the last octet that do not count */
export const bitString = (content: Uint8Array, unused = 0): Buffer =>
  tlv(0x03, Buffer.from([unused]), content);

/** @param dotted such as `2.5.29.17` */
export const objectIdentifier = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return tlv(0x06, Buffer.from([first * 40 + second, ...others].flatMap(base128)));
};

const base128 = (arc: number): number[] => {
  const digits = [arc & 0x7f];
  for (let rest = arc >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return digits;
};

/** Seconds are the finest; from 2050 on the form has four digits of the year (RFC 5280, section 4.1.2.5). */
export const time = (date: Date): Buffer => {
  const digits = date.toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  const late = date.getUTCFullYear() >= 2050;
  return tlv(late ? 0x18 : 0x17, Buffer.from(late ? digits : digits.slice(2)));
};

/** 4 or 16 octets of an IP literal. */
export const addressOctets = (literal: string): Buffer => {
  if (!isIPv6(literal)) return Buffer.from(literal.split('.').map(Number));
  // The URL's form has hexadecimal groups only, and at most one gap.
  const groups = new URL(`http://[${literal}]`).hostname.slice(1, -1);
  const [head = [], tail = []] = groups.split('::').map((part) => part.split(':').filter(Boolean));
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...gap, ...tail].map((group) => group.padStart(4, '0')).join(''), 'hex');
};
