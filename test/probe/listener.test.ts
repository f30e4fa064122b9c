/** Tests the plain probe and the TLS probe against listeners of each protocol, broken and silent ones included. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { createServer as createCoapServer } from 'coap';
import { describe, expect, test } from 'vitest';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import type { PlainAnswer } from '../../src/model/observation.ts';
import { probePlain, probeTls } from '../../src/probe/listener.ts';
import { ca, foreignCa, pairOf } from '../fixtures/peers/known-good.ts';
import { longEnough, patienceMs } from '../patience.ts';
import {
  peer,
  plainHttp,
  plaintextRefuser,
  raw,
  resetting,
  saying,
  secureHttp,
  settingsAlone,
  silent,
  type Running,
} from './servers.ts';

const right = await pairOf('right');
const chain = await pairOf('right-chain');
const wrongName = await pairOf('wrong-name');
/** Bound where an answer comes; `silenceMs` is the bound where none comes. */
const timeoutMs = patienceMs;
const silenceMs = 250;

const unverified = { servername: 'localhost', verify: false, timeoutMs } as const;
const verified = { servername: 'localhost', verify: true, ca, timeoutMs } as const;

describe('the plain probe', () => {
  test('is answered by an HTTP listener', async () => {
    await using server = await plainHttp();
    const seen = await probePlain(server.address, 'http', { timeoutMs });
    expect(seen).toMatchObject({ answer: 'answered', status: '200' });
    expect(Buffer.from(seen.bytes, 'hex').toString()).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(seen.bytes.length).toBeLessThanOrEqual(128);
    expect(await probePlain(server.address, 'ws', { path: '/nowhere', timeoutMs })).toMatchObject({
      status: '404',
    });
  });

  test('is answered by a gRPC listener', async () => {
    await using server = await peer(right, {});
    const seen = await probePlain(server.address, 'grpc', { timeoutMs });
    expect(seen).toMatchObject({ answer: 'answered', status: 'SERVING' });
    expect(seen.bytes).toMatch(/^0000..04/);
  });

  test('is answered by SETTINGS alone', async () => {
    await using server = await settingsAlone();
    const seen = await longEnough(
      (ms) => probePlain(server.address, 'grpc', { timeoutMs: ms }),
      ({ bytes }) => bytes !== '',
    );
    expect(seen).toEqual({ answer: 'answered', status: 'SETTINGS', bytes: '000000040000000000' });
  });

  test('is answered by an MQTT broker', async () => {
    await using broker = await openBroker('127.0.0.1');
    const seen = await probePlain({ host: '127.0.0.1', port: broker.port }, 'mqtt', { timeoutMs });
    expect(seen).toEqual({ answer: 'answered', status: 'CONNACK 0', bytes: '20020000' });
  });

  test('is answered by a CoAP server', async () => {
    const server = createCoapServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = (server as unknown as { _sock: dgram.Socket })._sock.address();
    const seen = await probePlain({ host: '127.0.0.1', port }, 'coap', { timeoutMs });
    server.close();
    expect(seen).toMatchObject({ answer: 'answered' });
  });

  test.each([
    ['a Reset', (ping: Buffer) => [0x70, 0, ping[2]!, ping[3]!], 'RST'],
    ['another message', () => [0x60, 0x84, 0, 0], 'CoAP 4.04'],
    ['something else', () => [0x00, 0x01], 'unrecognised bytes'],
  ])('reports %s on UDP', async (_, answer, status) => {
    const server = dgram.createSocket('udp4', (ping, from) => {
      server.send(Buffer.from(answer(ping)), from.port, from.address);
    });
    server.bind(0, '127.0.0.1');
    await once(server, 'listening');
    const seen = await probePlain({ host: '127.0.0.1', port: server.address().port }, 'coap', { timeoutMs });
    server.close();
    expect(seen).toMatchObject({ answer: 'answered', status });
  });

  test('to a TLS listener is closed', async () => {
    await using http = await secureHttp(right);
    expect(await probePlain(http.address, 'http', { timeoutMs })).toMatchObject({ answer: 'closed' });
    await using grpc = await peer(right, { transport: 'tls' });
    expect(await probePlain(grpc.address, 'grpc', { timeoutMs })).toMatchObject({ answer: 'closed' });
  });

  test('to a listener that says HTTP 400 alone is a bad request', async () => {
    await using server = await plaintextRefuser();
    expect(await probePlain(server.address, 'http', { timeoutMs })).toMatchObject({
      answer: 'bad-request',
      status: '400',
    });
  });

  test('to a port on which nothing listens is refused', async () => {
    await using absent = await peer(right, { state: 'absent' });
    for (const protocol of ['http', 'grpc', 'mqtt', 'ws', 'coap'] as const) {
      expect(await probePlain(absent.address, protocol, { timeoutMs })).toEqual({
        answer: 'refused',
        status: 'ECONNREFUSED',
        bytes: '',
      });
    }
  });

  const alert = Buffer.from('15030300020246', 'hex');
  test.each([
    ['an alert', (server) => server.end(alert), { answer: 'closed', status: 'alert 70' }],
    ['nothing', () => {}, { answer: 'silent', bytes: '' }],
    ['an end', (server) => server.end(), { answer: 'closed', bytes: '' }],
    [
      'a reset',
      (server) => server.once('data', () => server.resetAndDestroy()),
      { answer: 'closed', bytes: '' },
    ],
    [
      'garbage',
      (server) => server.write(Buffer.alloc(99, 0xfe)),
      { answer: 'closed', bytes: 'fe'.repeat(64) },
    ],
    ['half an answer', (server) => server.write('HTT'), { answer: 'closed', bytes: '485454' }],
  ] as [string, Parameters<typeof raw>[0], Partial<PlainAnswer>][])(
    'reads %s as what it is',
    async (_, handler, expected) => {
      await using server = await raw(handler);
      for (const protocol of ['http', 'grpc', 'mqtt'] as const) {
        const seen = await longEnough(
          (ms) => probePlain(server.address, protocol, { timeoutMs: ms }),
          ({ answer }) => answer === expected.answer,
        );
        expect(seen).toMatchObject(expected);
      }
    },
  );

  test('ends with the reason of its signal', async () => {
    await using server = await raw(() => {});
    for (const protocol of ['http', 'grpc', 'mqtt', 'coap'] as const) {
      const stop = new AbortController();
      const probe = probePlain(server.address, protocol, { signal: stop.signal, timeoutMs });
      setTimeout(() => stop.abort(new Error('enough')), 20);
      await (protocol === 'coap' ? probe : expect(probe).rejects.toThrow('enough'));
    }
  });
});

describe('the TLS probe', () => {
  test('reports version, ALPN, the presented chain and the answer over HTTP', async () => {
    await using server = await secureHttp(chain);
    const expected = {
      handshake: true,
      protocol: 'TLSv1.3',
      alpn: 'http/1.1',
      chain: chain.chainFingerprints,
      answer: 'answered',
      status: '200',
    };
    expect(await probeTls(server.address, 'http', unverified)).toEqual(expected);
    // The chain that the listener presented does not hold the probe's trust anchor.
    expect(await probeTls(server.address, 'http', verified)).toEqual(expected);
  });

  test('reports the answer over gRPC', async () => {
    await using server = await peer(right, { transport: 'tls' });
    expect(await probeTls(server.address, 'grpc', verified)).toEqual({
      handshake: true,
      protocol: 'TLSv1.3',
      alpn: 'h2',
      chain: right.chainFingerprints,
      answer: 'answered',
      status: 'SERVING',
    });
  });

  test.each([
    ['another authority', right, { ...verified, ca: foreignCa }, /SELF_SIGNED|UNABLE_TO/],
    ['another name', wrongName, verified, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['a name that is an address', wrongName, { ...verified, servername: '127.0.0.1' }, /ALTNAME/],
  ])('that verifies refuses %s by itself', async (_, pair, options, error) => {
    await using server = await secureHttp(pair);
    expect(await probeTls(server.address, 'http', options)).toEqual({
      handshake: false,
      error: expect.stringMatching(error),
      byPeer: false,
    });
  });

  test('accepts an address that the certificate names', async () => {
    await using server = await secureHttp(right);
    const seen = await probeTls(server.address, 'http', { ...verified, servername: '127.0.0.1' });
    expect(seen).toMatchObject({ handshake: true, answer: 'answered' });
  });

  test('reports that a server which demands a certificate closes, although TLS 1.3 lets the handshake succeed first', async () => {
    await using server = await peer(right, { transport: 'tls', clientCertificate: 'demanded' });
    expect(await probeTls(server.address, 'grpc', unverified)).toMatchObject({
      handshake: true,
      answer: 'closed',
    });
    await using old = await secureHttp(right, { requestCert: true, maxVersion: 'TLSv1.2' });
    expect(await probeTls(old.address, 'http', unverified)).toMatchObject({
      handshake: false,
      error: expect.stringMatching(/ALERT/),
      byPeer: true,
    });
  });

  test('to a plaintext listener gets no ServerHello', async () => {
    await using http = await plainHttp();
    expect(await probeTls(http.address, 'http', unverified)).toMatchObject({
      handshake: false,
      byPeer: false,
    });
    await using grpc = await peer(right, {});
    expect(await probeTls(grpc.address, 'grpc', unverified)).toMatchObject({
      handshake: false,
      error: 'ERR_SSL_WRONG_VERSION_NUMBER',
      byPeer: false,
    });
  });

  test.each<[string, () => Promise<Running>, object, number?]>([
    [
      'absent',
      () => peer(right, { state: 'absent' }),
      { handshake: false, error: 'ECONNREFUSED', byPeer: false },
    ],
    ['closing', () => peer(right, { state: 'closing' }), { handshake: false, byPeer: true }],
    ['resetting', resetting, { handshake: false, error: 'ECONNRESET', byPeer: true }],
    ['silent', silent, { handshake: false, error: 'TIMEOUT', byPeer: false }, silenceMs],
    [
      'speaking HTTP/1.1 inside',
      () => saying(right, (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nok\n')),
      { handshake: true, answer: 'answered', status: '200' },
    ],
    [
      // As a frame header of HTTP/2 it claims a length beyond every limit.
      'sending what no client can read inside TLS',
      () => saying(right, (socket) => socket.write(Buffer.alloc(64, 0xfe))),
      { handshake: true, answer: 'closed' },
    ],
  ])('ends with a fact where the peer is %s', async (_, open, expected, bound = timeoutMs) => {
    await using server = await open();
    expect(await probeTls(server.address, 'grpc', { ...unverified, timeoutMs: bound })).toMatchObject(
      expected,
    );
  });

  test('reports nothing about CoAP', async () => {
    const seen = await probeTls({ host: '127.0.0.1', port: 9 }, 'coap', unverified);
    expect(seen).toEqual({ handshake: false, error: 'DTLS_NOT_PROBED', byPeer: false });
  });
});
