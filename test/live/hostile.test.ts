/** That endpoints which answer as no good one does are bounded and said, and that the others are still reported. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import { sequence, tlv } from '../../certs/der.ts';
import { make, extension, type Made } from './chains/maker.ts';
import { secure } from './faults/servers.ts';
import { trusted } from './faults/row.ts';
import { health } from './look.ts';
import { deployment, endpoint } from './material.ts';
import { look, outcomes, portOf } from './whole-look.ts';

const pair = (chain: Made[]): tls.TlsOptions => ({
  cert: chain.map(({ pem }) => pem).join(''),
  key: chain[0]!.key.export({ type: 'pkcs8', format: 'pem' }),
});

/** Each of two authorities is issued by the other. */
const loop = (): Made[] => {
  const [one, other] = [make({ subject: 'one', ca: true }), make({ subject: 'other', ca: true })];
  const first = make({ subject: 'one', ca: true, key: one.key, issuer: other });
  const second = make({ subject: 'other', ca: true, key: other.key, issuer: one });
  return [make({ names: ['localhost'], issuer: first }), first, second];
};

const raw = (talk: (socket: net.Socket) => void): net.Server =>
  net.createServer((socket) => {
    socket.on('error', () => {}).resume();
    talk(socket);
  });

/** Sends a piece again and again. */
const endless =
  (begins: string, piece: Buffer | string, everyMs: number) =>
  (socket: net.Socket): void => {
    socket.write(begins);
    const timer = setInterval(() => socket.write(piece), everyMs);
    socket.on('close', () => clearInterval(timer));
  };

const hostile: [string, () => net.Server][] = [
  ['a chain that loops', () => https.createServer(pair(loop()), health)],
  [
    'a critical extension of 60,000 bytes of nothing',
    () =>
      https.createServer(
        pair([
          make({
            names: ['localhost'],
            extensions: [extension('1.3.6.1.4.1.99999.3', Buffer.alloc(60_000), true)],
          }),
        ]),
        health,
      ),
  ],
  [
    'names within names without end',
    () => {
      let inner = sequence();
      for (let depth = 0; depth < 2000; depth += 1) inner = tlv(0xa0, inner);
      const names = extension('2.5.29.17', sequence(inner));
      return https.createServer(pair([make({ extensions: [names] })]), health);
    },
  ],
  ['TLS records that are none', () => raw((socket) => socket.write(Buffer.from('1603030002ffff', 'hex')))],
  ['an alert without end', () => raw(endless('', Buffer.from('15030300020100', 'hex'), 2))],
  [
    'a header without end, within TLS',
    () =>
      tls.createServer(pair([make({ names: ['localhost'] })]), endless('HTTP/1.1 200 OK\r\n', 'x: y\r\n', 2)),
  ],
  [
    'a redirect to itself, within TLS',
    () =>
      https.createServer(
        pair([make({ names: ['localhost'] })]),
        ({ url }, response) => void response.writeHead(302, { location: url }).end(),
      ),
  ],
  ['one byte at a time', () => raw(endless('', 'H', 50))],
  ['resets', () => net.createServer((socket) => socket.on('error', () => {}).resetAndDestroy())],
  ['closes at once', () => net.createServer((socket) => void socket.on('error', () => {}).end())],
];

test('each is told, none is called as claimed, and the good endpoint beside them is', async () => {
  const good = endpoint('auth.http', `https://127.0.0.1:${await portOf(secure())}`, trusted);
  const bad = await Promise.all(
    hostile.map(async ([, server], at) =>
      endpoint(
        `bad-${String.fromCodePoint(97 + at)}.http`,
        `https://127.0.0.1:${await portOf(server())}`,
        trusted,
      ),
    ),
  );
  const began = performance.now();
  const { report } = await look(deployment([...bad, good]));
  // Four at a time, each with at most 8 connections of 4 s: far below it, and without end never.
  expect(performance.now() - began).toBeLessThan(100_000);
  const found = outcomes(report);
  expect(report.live?.endpoints).toHaveLength(hostile.length + 1);
  expect(report.exitCode).toBe(1);
  const ofGood = Object.entries(found).filter(([id]) => id.includes('/auth.http/'));
  expect(ofGood.map(([, outcome]) => outcome)).toEqual(['pass', 'pass', 'pass']);
  for (const [at, [what]] of hostile.entries()) {
    const name = bad[at]!.name;
    const of = (rule: string): string =>
      Object.entries(found).find(([id]) => id.startsWith(`${rule}/${name}/`))?.[1] ?? 'absent';
    expect(of('live.certificate-accepted'), what).not.toBe('pass');
    const seen = report.live!.endpoints.find((one) => one.name === name)!;
    expect(seen.connections, what).toBeLessThanOrEqual(8);
    expect(JSON.stringify(seen).length, what).toBeLessThan(10_000);
  }
  const reasonOf = (at: number): string =>
    report.live!.endpoints.find(({ name }) => name === bad[at]!.name)!.addresses[0]!.trust!.reasons.join();
  expect(reasonOf(0)).toContain('it leads to none of the given CAs');
  expect(reasonOf(1)).toContain('a critical extension that Go does not handle');
});

test('an endpoint of plaintext with a header without end is bounded as well', async () => {
  const port = await portOf(raw(endless('HTTP/1.1 200 OK\r\n', 'x: y\r\n', 2)));
  const other = await portOf(http.createServer(health));
  const { report } = await look(
    deployment([
      endpoint('auth.http', `http://127.0.0.1:${port}`),
      endpoint('domains.http', `http://127.0.0.1:${other}`),
    ]),
  );
  expect(outcomes(report)['live.endpoint-as-claimed/domains.http/plaintext']).toBe('pass');
});
