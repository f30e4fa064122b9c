/** Tests how a message is sent over MQTT, and which answers mean accepted, refused, hung or unreachable. */
import { createRequire } from 'node:module';
import net from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';
import { expect, test } from 'vitest';
import { openBroker } from '../../../fixtures/backplane/mqtt-broker.ts';
import { publish } from '../../../src/probe/publish/publish.ts';
import { raw, type Running, running } from '../servers.ts';
import { deadPort, hungWith, message } from './request.ts';

async function broker(options: AedesOptions): Promise<Running & { aedes: Aedes }> {
  const aedes = await Aedes.createBroker(options);
  const server = await running(net.createServer(aedes.handle));
  return Object.assign(server, { aedes });
}

test('a message is published with QoS 1 by the client and its secret', async () => {
  const seen: unknown[] = [];
  await using server = await broker({
    authenticate: (_client, username, password, done) => {
      seen.push(username, password?.toString());
      done(null, true);
    },
    authorizePublish: (_client, { topic, payload, qos }, done) => {
      seen.push(topic, payload.toString(), qos);
      done(null);
    },
  });
  expect(await publish(message('mqtt', server.address))).toMatchObject({
    outcome: 'accepted',
    detail: 'PUBACK',
  });
  expect(seen).toEqual(['the-client', 'the-secret', 'm/dom/c/chan', '[{"n":"t","v":1}]', 1]);
});

test('the broker behind the adapter accepts everybody', async () => {
  await using backplane = await openBroker('127.0.0.1');
  const fate = await publish(message('mqtt', { host: '127.0.0.1', port: backplane.port }));
  expect(fate).toMatchObject({ outcome: 'accepted', detail: 'PUBACK' });
});

test('no message makes the bytes of all numbers', async () => {
  await using backplane = await openBroker('127.0.0.1');
  await publish(message('mqtt', { host: '127.0.0.1', port: backplane.port }));
  const { cache } = createRequire(import.meta.url)('mqtt-packet/numbers.js') as { cache: object };
  expect(Object.keys(cache)).toEqual([]);
});

test('a refusing CONNACK refuses', async () => {
  await using server = await broker({ authenticate: (_client, _user, _password, done) => done(null, false) });
  const fate = await publish(message('mqtt', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: 'CONNACK 5' });
});

test('an end instead of the PUBACK refuses', async () => {
  await using server = await broker({ authorizePublish: (_client, _packet, done) => done(new Error('no')) });
  const fate = await publish(message('mqtt', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: 'CONNACK 0, closed' });
});

const connack = Buffer.from('20020000', 'hex');

test.each([
  ['an end', 'end'],
  ['a reset', 'resetAndDestroy'],
] as const)('%s without CONNACK refuses', async (_, end) => {
  await using server = await raw((socket) => socket.once('data', () => socket[end]()));
  expect(await publish(message('mqtt', server.address))).toMatchObject({
    outcome: 'refused',
    detail: 'closed without CONNACK',
  });
});

test.each([
  ['no CONNACK', Buffer.alloc(0)],
  ['CONNACK 0, no PUBACK', connack],
])('silence hangs: %s', async (detail, answer) => {
  await using server = await raw((socket) => socket.once('data', () => socket.write(answer)));
  const fate = await hungWith(detail, message('mqtt', server.address));
  expect(fate).toMatchObject({ outcome: 'hung', detail });
});

test('a listener that speaks HTTP refuses', async () => {
  await using server = await raw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  expect(await publish(message('mqtt', server.address))).toMatchObject({ outcome: 'refused' });
});

test('a dead port is unreachable', async () => {
  expect(await publish(message('mqtt', deadPort))).toMatchObject({
    outcome: 'unreachable',
    detail: 'ECONNREFUSED',
  });
});

test('an aborted message rejects with the reason', async () => {
  await using server = await raw(() => {});
  await expect(publish(message('mqtt', server.address), AbortSignal.timeout(20))).rejects.toThrow(/timeout/);
});
