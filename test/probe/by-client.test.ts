/** Tests the probe that comes as clients with and without certificates, and the proof that it can. */
import https from 'node:https';
import http2 from 'node:http2';
import type { TlsOptions } from 'node:tls';
import { expect, test } from 'vitest';
import { probeByClient, proveByClient } from '../../src/probe/listener.ts';
import { ca, foreignCa, pairOf } from '../fixtures/peers/known-good.ts';
import { patienceMs } from '../patience.ts';
import { plainHttp, running, secureHttp, silent } from './servers.ts';

const server = await pairOf('right');
const clients = { known: await pairOf('client'), foreign: await pairOf('client-other-ca') };
const options = { servername: 'localhost', timeoutMs: patienceMs };
const demanding: TlsOptions = { ca, requestCert: true, rejectUnauthorized: true };

const answersOf = async (address: { host: string; port: number }, protocol: 'http' | 'grpc' = 'http') => {
  const seen = await probeByClient(address, protocol, clients, options);
  return { none: seen.none.answer, known: seen.known.answer, foreign: seen.foreign.answer };
};

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that demands a certificate serves one of its authority alone, by %s',
  async (version) => {
    await using demands = await secureHttp(server, {
      ...demanding,
      minVersion: version,
      maxVersion: version,
    });
    const seen = await probeByClient(demands.address, 'http', clients, options);
    expect(seen.known).toMatchObject({ handshake: true, answer: 'answered', status: '200' });
    // By TLS 1.3 the handshake of the client ends before it is judged.
    for (const refused of [seen.none, seen.foreign]) {
      expect(refused).toMatchObject(
        version === 'TLSv1.3' ? { handshake: true, answer: 'closed' } : { handshake: false, byPeer: true },
      );
    }
  },
);

test('so does one that speaks gRPC', async () => {
  const grpc = http2.createSecureServer({ cert: server.cert, key: server.key, ...demanding });
  grpc.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'grpc-status': '12', 'content-type': 'application/grpc' });
    stream.end();
  });
  await using demands = await running(grpc);
  expect(await answersOf(demands.address, 'grpc')).toEqual({
    none: 'closed',
    known: 'answered',
    foreign: 'closed',
  });
});

test('a server that asks and demands nothing serves everybody', async () => {
  await using asks = await secureHttp(server, { ca, requestCert: true, rejectUnauthorized: false });
  expect(await answersOf(asks.address)).toEqual({ none: 'answered', known: 'answered', foreign: 'answered' });
});

test('each client presents what it is to present', async () => {
  const presented: (string | undefined)[] = [];
  const records = https.createServer(
    { cert: server.cert, key: server.key, ca, requestCert: true, rejectUnauthorized: false },
    (_, response) => response.end('{}'),
  );
  records.on('secureConnection', (socket) => presented.push(socket.getPeerX509Certificate()?.fingerprint256));
  await using asks = await running(records);
  await probeByClient(asks.address, 'http', clients, options);
  expect(presented).toHaveLength(3);
  expect(new Set(presented)).toEqual(
    new Set([undefined, clients.known.chainFingerprints[0], clients.foreign.chainFingerprints[0]]),
  );
});

test('a plaintext server and a silent one are neither served by nor refused', async () => {
  await using plain = await plainHttp();
  const seen = await probeByClient(plain.address, 'http', clients, options);
  expect(seen.none).toMatchObject({ handshake: false, byPeer: false });
  await using mute = await silent();
  const unanswered = await probeByClient(mute.address, 'http', clients, { ...options, timeoutMs: 50 });
  expect(unanswered.known).toEqual({ handshake: false, error: 'TIMEOUT', byPeer: false });
});

test('the proof holds with the certificates of a run', async () => {
  await expect(proveByClient({ pair: server, ca, clients, timeoutMs: patienceMs })).resolves.toBeUndefined();
});

const none = { cert: '', key: '' };
test.each([
  ['that has no certificate', { ca, clients: { ...clients, known: none } }],
  ['whose certificate is of another authority', { ca: foreignCa, clients }],
  [
    'that presents a foreign certificate as the known one',
    { ca, clients: { ...clients, known: clients.foreign } },
  ],
  [
    'that presents the known certificate as a foreign one',
    { ca, clients: { ...clients, foreign: clients.known } },
  ],
])('the proof notices a client %s', async (_, changed) => {
  await expect(proveByClient({ pair: server, ...changed, timeoutMs: patienceMs })).rejects.toMatchObject({
    code: 'PROBE_DISHONEST',
    message: expect.stringContaining('a server that demands a certificate, client'),
  });
});
