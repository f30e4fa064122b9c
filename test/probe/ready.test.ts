/** Tests when a listener counts as ready: it has to answer, a connection alone is not enough. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import type { Address } from '../../src/model/address.ts';
import { answers, type ListenerProtocol } from '../../src/probe/listener.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { patienceMs } from '../patience.ts';
import { peer, plainHttp, raw, resetting, type Running, secureHttp, silent } from './servers.ts';

const right = await pairOf('right');
/** Bound where no answer ever comes. */
const silenceMs = 250;

describe('readiness', () => {
  const isReady = async (
    opening: Promise<Running>,
    protocol: ListenerProtocol,
    timeoutMs = patienceMs,
  ): Promise<boolean> => {
    await using server = await opening;
    return await answers(server.address, protocol, { timeoutMs });
  };

  test('is an answer in plaintext or a TLS handshake', async () => {
    expect(await isReady(plainHttp(), 'http')).toBe(true);
    expect(await isReady(secureHttp(right), 'http')).toBe(true);
    expect(await isReady(peer(right, {}), 'grpc')).toBe(true);
    expect(await isReady(peer(right, { transport: 'tls' }), 'grpc')).toBe(true);
    await using broker = await openBroker('127.0.0.1');
    const address = { host: '127.0.0.1', port: broker.port };
    expect(await answers(address, 'mqtt', { timeoutMs: patienceMs })).toBe(true);
  });

  test.each<[string, () => Promise<Running>, number?]>([
    ['absent', () => peer(right, { state: 'absent' })],
    ['closing', () => peer(right, { state: 'closing' })],
    ['silent', silent, silenceMs],
    ['resetting', resetting],
  ])('is never a peer that is %s', async (_, open, bound = patienceMs) => {
    for (const protocol of ['http', 'grpc', 'mqtt'] as const) {
      expect(await isReady(open(), protocol, bound)).toBe(false);
    }
  });

  test('of MQTT is also a connection that the listener closes only after a request', async () => {
    const whenAsked = raw((socket) => socket.once('data', () => socket.end()));
    expect(await isReady(whenAsked, 'mqtt')).toBe(true);
    expect(
      await isReady(
        raw((socket) => socket.once('data', () => socket.end())),
        'http',
      ),
    ).toBe(false);
    expect(
      await isReady(
        raw((socket) => setTimeout(() => socket.end(), 10)),
        'mqtt',
      ),
    ).toBe(false);
  });

  test.each([45, 90])(
    'is never a proxy that accepts without a listener behind it and closes all connections after %i ms',
    async (ms) => {
      const all = new Set<Socket>();
      const proxy = raw((socket) => {
        if (all.size === 0) {
          setTimeout(() => {
            for (const one of all) one.end();
            all.clear();
          }, ms);
        }
        all.add(socket);
      });
      expect(await isReady(proxy, 'mqtt')).toBe(false);
    },
  );

  test('of CoAP needs an answer', async () => {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const address: Address = { host: '127.0.0.1', port: socket.address().port };
    expect(await answers(address, 'coap', { timeoutMs: 100 })).toBe(false);
    socket.close();
  });
});
