/** Which versions and suites an endpoint is offered, and with how many connections, one after another. */
import https from 'node:https';
import { expect, test } from 'vitest';
import type { LiveEndpoint } from '../../src/live/file/deployment.ts';
import { lookAt } from '../../src/live/look/endpoint.ts';
import type { SeenEndpoint } from '../../src/report/live-schema.ts';
import { ca, pairOf } from '../fixtures/peers/known-good.ts';
import { patience } from '../patience.ts';
import { health } from './look.ts';
import { endpoint } from './material.ts';
import { portOf } from './whole-look.ts';

const right = await pairOf('right');
const client = await pairOf('client');
const trusted = { ca, serverName: 'localhost' };

const look = async (one: LiveEndpoint, { oldVersions = false } = {}): Promise<SeenEndpoint> =>
  (await lookAt(one, { signal: patience(), now: new Date(), oldVersions, timeoutMs: 20_000, spacingMs: 1 }))
    .seen;

test('versions of TLS below 1.2 and weak suites are offered only when that is asked for', async () => {
  const port = await portOf(https.createServer(right, health));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted), {
    oldVersions: true,
  });
  expect(Object.keys(seen.addresses[0]!.versions)).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']);
  expect(seen.addresses[0]!.versions['TLSv1']).toContain('refused-by-peer');
  const { ecdhe, ...weak } = seen.addresses[0]!.ciphers;
  expect(ecdhe).toContain('accepted (TLSv1.2 TLS_ECDHE_ECDSA_');
  expect(Object.entries(weak).map(([kind, outcome]) => `${kind} ${outcome}`)).toEqual([
    'rc4 refused-by-peer (alert 40)',
    '3des refused-by-peer (alert 40)',
    'null-or-export refused-by-peer (alert 40)',
    'static-rsa refused-by-peer (alert 40)',
  ]);
  expect(
    (await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted))).addresses[0]?.ciphers,
  ).toEqual({});
});

test('what clients in Go do not offer is not offered: a listener with nothing else is none for them', async () => {
  const rsa = await pairOf('right-rsa');
  const options = { ...rsa, maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' } as const;
  const port = await portOf(https.createServer(options, health));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted));
  expect(seen.addresses[0]?.tls).toMatchObject({
    ...{ handshake: false, suite: null },
    error: expect.stringMatching(/^TLS alert: .*handshake failure/) as string,
  });
});

test('one after another, spaced, at most 8 for a rule, however many addresses and offers there are', async () => {
  const options = { ...right, ca, requestCert: true, rejectUnauthorized: false };
  const opened: { at: number }[][] = [];
  const ports = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const server = https.createServer(options, health);
      const mine: { at: number }[] = [];
      server.on('connection', () => void mine.push({ at: performance.now() }));
      opened.push(mine);
      return portOf(server);
    }),
  );
  const spacingMs = 40;
  const { seen } = await lookAt(
    endpoint(
      'users.http',
      ports.map((port) => `https://127.0.0.1:${port}`),
      { ...trusted, client: { cert: client.cert, key: client.key } },
    ),
    { signal: patience(), now: new Date(), oldVersions: true, timeoutMs: 20_000, spacingMs },
  );
  // The claim: in plaintext, by HTTP/2, with TLS, with a certificate; of other addresses plaintext and TLS alone.
  const ofClaim = 4 + 2 + 2;
  // Versions and suites: TLS 1.3 was agreed on already.
  const ofVersions = 3 + 5;
  expect(opened.map(({ length }) => length)).toEqual([ofClaim - 4 + ofVersions, 2, 2, 0]);
  expect([ofClaim, ofVersions].every((count) => count <= 8)).toBe(true);
  expect(seen).toMatchObject({ connections: ofClaim + ofVersions, untried: 1 });
  const times = opened.flat().map(({ at }) => at);
  const gaps = times.toSorted((a, b) => a - b).flatMap((at, n, all) => (n === 0 ? [] : [at - all[n - 1]!]));
  // A timer may fire a millisecond early.
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(spacingMs - 2);
});
