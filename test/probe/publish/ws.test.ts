/** Tests how a message is sent over WebSocket, and which answers mean accepted, refused, hung or unreachable. */
import http from 'node:http';
import { expect, test } from 'vitest';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { publish } from '../../../src/probe/publish/publish.ts';
import { raw, type Running, running } from '../servers.ts';
import { deadPort, hungWith, message } from './request.ts';

async function upgrading(
  connected: (socket: WebSocket, request: http.IncomingMessage) => void,
  options: ServerOptions = {},
): Promise<Running> {
  const server = http.createServer();
  new WebSocketServer({ server, ...options }).on('connection', connected);
  return running(server);
}

test('a frame is sent as text, and the pong behind it accepts', async () => {
  const seen: unknown[] = [];
  await using server = await upgrading((socket, request) => {
    seen.push(request.url, request.headers.authorization);
    socket.on('message', (data: Buffer, isBinary) => seen.push(data.toString(), isBinary));
  });
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'accepted', detail: '101, pong' });
  expect(fate.ms).toBeGreaterThanOrEqual(295);
  expect(seen).toEqual(['/m/dom/c/chan', 'Client the-secret', '[{"n":"t","v":1}]', false]);
});

test.each([
  ['at once', (socket: WebSocket) => socket.close(1000, 'client closed')],
  [
    'after the pong',
    (socket: WebSocket) =>
      socket.on('ping', (data: Buffer) => {
        socket.pong(data);
        socket.close(1000);
      }),
  ],
])('101 and a close %s refuse', async (_, connected) => {
  await using server = await upgrading(connected, { autoPong: false });
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: '101, closed 1000' });
});

test('a refusal that takes its time refuses', async () => {
  const slow = (socket: WebSocket) => socket.on('message', () => setTimeout(() => socket.close(1008), 700));
  await using server = await upgrading(slow, { autoPong: false });
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: '101, closed 1008' });
});

test.each([
  ['no pong', () => {}],
  ['the pong of another ping', (socket: WebSocket) => socket.on('ping', () => socket.pong('another'))],
])('an open socket with %s has accepted nothing', async (_, connected) => {
  await using server = await upgrading(connected, { autoPong: false });
  const fate = await hungWith('101, nothing more', message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'hung', detail: '101, nothing more' });
});

test('101 and a reset refuse', async () => {
  await using server = await upgrading((socket) => socket.terminate());
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: expect.stringMatching(/^101, /) });
});

test('an answer instead of the upgrade refuses', async () => {
  await using server = await running(
    http.createServer((_request, response) => void response.writeHead(401).end('no')),
  );
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: 'HTTP 401' });
});

test('an end instead of the upgrade refuses', async () => {
  await using server = await raw((socket) => socket.once('data', () => socket.end()));
  const fate = await publish(message('ws', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: 'closed' });
});

test('silence hangs', async () => {
  await using server = await raw(() => {});
  const fate = await publish(message('ws', server.address, { timeoutMs: 300 }));
  expect(fate).toMatchObject({ outcome: 'hung', detail: 'no answer to the upgrade' });
});

test('a dead port is unreachable', async () => {
  const fate = await publish(message('ws', deadPort));
  expect(fate).toMatchObject({ outcome: 'unreachable', detail: 'ECONNREFUSED' });
});

test('an aborted message rejects with the reason', async () => {
  await using server = await raw(() => {});
  await expect(publish(message('ws', server.address), AbortSignal.timeout(20))).rejects.toThrow(/timeout/);
});
