/** Tests the DER encoder: object identifiers, lengths, nested values, times and addresses. */
import { expect, test } from 'vitest';
import {
  addressOctets,
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  time,
} from '../../certs/der.ts';

const hex = (der: Uint8Array): string => Buffer.from(der).toString('hex');

test.each([
  ['2.5.4.3', '0603550403'],
  ['1.2.840.10045.4.3.2', '06082a8648ce3d040302'],
  ['1.3.6.1.5.5.7.3.1', '06082b06010505070301'],
])('object identifier %s', (dotted, expected) => {
  expect(hex(objectIdentifier(dotted))).toBe(expected);
});

test.each([
  [127, '047f'],
  [128, '048180'],
  [255, '0481ff'],
  [256, '04820100'],
  [65_535, '0482ffff'],
  [65_536, '0483010000'],
])('length of %i bytes', (bytes, head) => {
  const value = octetString(Buffer.alloc(bytes));
  expect(hex(value.subarray(0, value.length - bytes))).toBe(head);
});

test('more than a certificate holds is refused, not written wrongly', () => {
  expect(() => octetString(Buffer.alloc(2 ** 24))).toThrow('more than a certificate holds');
});

test('values in values', () => {
  expect(hex(sequence(integer(Buffer.from([2])), bitString(Buffer.from([0xa0]), 5)))).toBe(
    '3007020102030205a0',
  );
  expect(hex(explicit(3, sequence()))).toBe('a3023000');
  expect(hex(implicit(2, Buffer.from('a')))).toBe('820161');
});

test.each([
  ['2049-12-31T23:59:59.999Z', '170d3439313233313233353935395a'],
  ['2050-01-01T00:00:00.000Z', '180f32303530303130313030303030305a'],
])('time %s', (date, expected) => {
  expect(hex(time(new Date(date)))).toBe(expected);
});

test.each([
  ['127.0.0.1', '7f000001'],
  ['::1', '00000000000000000000000000000001'],
  ['::', '00000000000000000000000000000000'],
  ['2001:db8::', '20010db8000000000000000000000000'],
  ['fe80::1:2', 'fe800000000000000000000000010002'],
  ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
  ['::ffff:127.0.0.1', '00000000000000000000ffff7f000001'],
])('address %s', (literal, octets) => {
  expect(hex(addressOctets(literal))).toBe(octets);
});
