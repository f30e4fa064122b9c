/** Tests how a message is sent over HTTP, and which answers mean accepted, refused, hung or unreachable. */
import http from 'node:http';
import { expect, test } from 'vitest';
import { publish } from '../../../src/probe/publish/publish.ts';
import { raw, running } from '../servers.ts';
import { deadPort, message } from './request.ts';

const answering =
  (status: number, seen: unknown[] = []): http.RequestListener =>
  async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    const { authorization, 'content-type': type, 'content-length': length } = request.headers;
    seen.push({ method: request.method, url: request.url, authorization, type, length, body });
    response.writeHead(status).end();
  };

test('a message is posted as the release wants it', async () => {
  const seen: unknown[] = [];
  await using server = await running(http.createServer(answering(202, seen)));
  expect(await publish(message('http', server.address))).toEqual({
    outcome: 'accepted',
    detail: 'HTTP 202',
    ms: expect.any(Number),
  });
  const templates = {
    ...message('http', server.address).templates,
    http: { path: '/channels/{channel}/messages', authorization: 'Basic {basic}' },
  };
  const path = { domain: 'd', channel: 'a b' };
  await publish(message('http', server.address, { templates, path }));
  const body = '[{"n":"t","v":1}]';
  const common = { method: 'POST', type: 'application/json', length: String(body.length), body };
  expect(seen).toEqual([
    { ...common, url: '/m/dom/c/chan', authorization: 'Client the-secret' },
    {
      ...common,
      url: '/channels/a%20b/messages',
      authorization: `Basic ${btoa('the-client:the-secret')}`,
    },
  ]);
});

test.each([200, 204])('HTTP %i accepts', async (status) => {
  await using server = await running(http.createServer(answering(status)));
  const fate = await publish(message('http', server.address));
  expect(fate).toMatchObject({ outcome: 'accepted', detail: `HTTP ${status}` });
});

test.each([301, 400, 401, 500])('HTTP %i refuses', async (status) => {
  await using server = await running(http.createServer(answering(status)));
  const fate = await publish(message('http', server.address));
  expect(fate).toMatchObject({ outcome: 'refused', detail: `HTTP ${status}` });
});

test.each([
  ['an end', 'end', { outcome: 'refused', detail: 'closed' }],
  ['a reset', 'resetAndDestroy', { outcome: 'refused', detail: 'closed' }],
] as const)('%s without an answer refuses', async (_, end, fate) => {
  await using server = await raw((socket) => socket.once('data', () => socket[end]()));
  expect(await publish(message('http', server.address))).toMatchObject(fate);
});

test('what is no HTTP refuses', async () => {
  await using server = await raw((socket) => socket.end(Buffer.alloc(64, 0xfe)));
  expect(await publish(message('http', server.address))).toMatchObject({
    outcome: 'refused',
    detail: expect.stringMatching(/^HPE_/),
  });
});

test('silence hangs, up to the bound', async () => {
  await using server = await raw(() => {});
  const fate = await publish(message('http', server.address, { timeoutMs: 300 }));
  expect(fate).toMatchObject({ outcome: 'hung', detail: 'no answer' });
  expect(fate.ms).toBeGreaterThanOrEqual(295);
});

test('a dead port is unreachable', async () => {
  expect(await publish(message('http', deadPort))).toMatchObject({
    outcome: 'unreachable',
    detail: 'ECONNREFUSED',
  });
});

test('an aborted message rejects with the reason', async () => {
  await using server = await raw(() => {});
  const reason = new Error('interrupted');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 20);
  await expect(publish(message('http', server.address), stop.signal)).rejects.toBe(reason);
});
