/** What a capture says of a connection between services: as claimed, otherwise, or nothing. */
import { expect, test } from 'vitest';
import { hopChecks } from '../../src/live/judged/hop-checks.ts';
import { readCaptured } from '../../src/live/look/captured.ts';
import { nothingSeen } from '../../src/model/observation.ts';
import type { SeenCapture } from '../../src/report/live-schema.ts';
import type { Seen } from '../../suites/vocabulary.ts';
import { patience } from '../patience.ts';
import { folderOf } from './material.ts';

const nothing = nothingSeen({ certificates: {}, hops: {}, unused: {} });

type Group = Partial<SeenCapture['groups'][number]>;

const capture = (...groups: Group[]): SeenCapture => ({
  ...{ file: 'a.pcap', packets: 1, connections: 1, first: null, last: null, notes: [], groupCount: 1 },
  groups: groups.map((group) => ({
    ...{ hop: 'users→auth', from: '10.0.0.1', to: '10.0.0.2:7001', connections: 1 },
    ...{ openings: {}, tlsVersions: {}, postgres: {}, serverNames: [], credentials: 0 },
    ...group,
  })),
});

const judged = (claim: 'tls' | 'plaintext', seen: SeenCapture | null): Seen[] => {
  const { never, must } = hopChecks({ from: 'users', to: 'auth', at: [], claim }, seen);
  return [...never, ...must].map((one) => one.holds(nothing));
};

const tls: Group = { openings: { tls: 2 }, tlsVersions: { 'TLSv1.3': 2 } };
const plain: Group = { openings: { 'h2-plaintext': 1 } };
const refused: Group = { openings: { tls: 1 }, tlsVersions: { none: 1 } };
const unseen: Group = { openings: { unseen: 1 } };

test.each<[string, Group[], Seen[], Seen[]]>([
  ['TLS', [tls], [false, true], [true, false]],
  ['plaintext', [plain], [true, false], [false, true]],
  ['both', [tls, plain], [true, true], [true, true]],
  ['a ClientHello without an answer', [refused], [undefined, undefined], [undefined, undefined]],
  ['a beginning that was not captured', [unseen], [undefined, undefined], [undefined, undefined]],
  ['TLS, and a beginning that was not captured', [tls, unseen], [undefined, true], [true, undefined]],
  [
    'PostgreSQL: TLS',
    [{ openings: { 'postgres-ssl-request': 1 }, tlsVersions: { 'TLSv1.3': 1 }, postgres: { 'S tls': 1 } }],
    [false, true],
    [true, false],
  ],
  [
    'PostgreSQL: refused, then plaintext',
    [{ openings: { 'postgres-ssl-request': 1 }, postgres: { 'N startup': 1 } }],
    [true, false],
    [false, true],
  ],
  [
    'PostgreSQL: plaintext',
    [{ openings: { 'postgres-startup': 1 }, postgres: { startup: 1 } }],
    [true, false],
    [false, true],
  ],
  ['another connection', [{ ...tls, hop: 'clients→auth' }], [undefined, undefined], [undefined, undefined]],
])('%s', (_, groups, asTls, asPlaintext) => {
  expect(judged('tls', capture(...groups))).toEqual(asTls);
  expect(judged('plaintext', capture(...groups))).toEqual(asPlaintext);
});

test('without a capture nothing is said', () => {
  expect(judged('tls', null)).toEqual([undefined, undefined]);
});

test('what is no capture is a mistake', async () => {
  using folder = folderOf({ 'a.pcap': 'hello, this is no capture at all' });
  await expect(readCaptured(folder.at('a.pcap'), { hops: [] }, patience())).rejects.toThrow('a.pcap');
});
