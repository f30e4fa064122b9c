/** What a capture says of a connection between services: as claimed, otherwise, or nothing. */
import { expect, test } from 'vitest';
import { countsOf, hopChecks, hopRisk } from '../../src/live/judged/hop-checks.ts';
import { readCaptured } from '../../src/live/look/captured.ts';
import { nothingSeen } from '../../src/model/observation.ts';
import type { SeenCapture } from '../../src/report/live-schema.ts';
import type { Seen } from '../../suites/vocabulary.ts';
import { patience } from '../patience.ts';
import { framesOf, pcap } from '../capture/captures.ts';
import { talk } from '../capture/packets.ts';
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
const cutOff: Group = { openings: { tls: 1 }, tlsVersions: { none: 1 } };
const tlsRefused: Group = { ...cutOff, refused: { tls: 1, plaintext: 0 } };
const plainRefused: Group = { ...plain, refused: { tls: 0, plaintext: 1 } };
const unseen: Group = { openings: { unseen: 1 } };

test.each<[string, Group[], Seen[], Seen[]]>([
  ['TLS', [tls], [false, true], [true, false]],
  ['plaintext', [plain], [true, false], [false, true]],
  ['both', [tls, plain], [true, true], [true, true]],
  [
    'a ClientHello of which the capture lacks the answer',
    [cutOff],
    [undefined, undefined],
    [undefined, undefined],
  ],
  ['TLS to a server without it', [tlsRefused], [false, false], [false, false]],
  ['plaintext to a server with TLS', [plainRefused], [true, false], [false, false]],
  ['TLS that was taken once and once not', [tls, tlsRefused], [false, true], [true, false]],
  ['plaintext that was taken once and once not', [plain, plainRefused], [true, false], [false, true]],
  ['a beginning that was not captured', [unseen], [undefined, undefined], [undefined, undefined]],
  [
    'TLS, and bytes of no protocol that is known',
    [tls, { openings: { other: 1 } }],
    [undefined, true],
    [true, undefined],
  ],
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

test.each<[string, 'tls' | 'plaintext', Group[], string]>([
  ['TLS to a server without it', 'tls', [tlsRefused], 'availability'],
  ['plaintext to a server with TLS', 'plaintext', [plainRefused], 'availability'],
  ['TLS where plaintext is claimed', 'plaintext', [tls], 'safer'],
])('what is at stake: %s', (_, claim, groups, risk) => {
  expect(hopRisk({ from: 'users', to: 'auth', at: [], claim }, capture(...groups))).toBe(risk);
});

test('without a capture nothing is said', () => {
  expect(judged('tls', null)).toEqual([undefined, undefined]);
});

test('what is no capture is a mistake', async () => {
  using folder = folderOf({ 'a.pcap': 'hello, this is no capture at all' });
  await expect(readCaptured(folder.at('a.pcap'), { hops: [] }, patience())).rejects.toThrow('a.pcap');
});

test('every connection counts, however many callers there are, and a named caller is told from them', async () => {
  const callers = 400;
  const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const settings = Buffer.from('000000040000000000', 'hex');
  const segments = talk([
    ['client', preface],
    ['server', settings],
  ]);
  const frames = Array.from({ length: callers }, (_, n) => {
    const client = { address: `10.0.${Math.floor(n / 200)}.${(n % 200) + 1}`, port: 40_000 };
    return framesOf({ client, server: { address: '10.9.9.9', port: 7001 } }, segments);
  }).flat();
  using folder = folderOf({});
  const path = folder.write('many.pcap', pcap(frames));
  const at = [{ address: '10.9.9.9', port: 7001 }];
  const last = { from: 'users', to: 'auth', at, callers: ['10.0.1.200'], claim: 'plaintext' } as const;
  const every = { from: 'all', to: 'auth', at, claim: 'plaintext' } as const;
  const seen = await readCaptured(
    path,
    { hops: [{ ...last, callers: [...last.callers] }, every] },
    patience(),
  );
  const counted = (hop: string): number => countsOf(seen, (one) => one === hop).plaintext;
  expect([counted('users→auth'), counted('all→auth')]).toEqual([1, callers - 1]);
  expect(seen.groups.length).toBeLessThan(20);
  expect(seen.groupCount).toBe(seen.groups.length);
});
