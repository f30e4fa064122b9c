/** Tests calls of a JSON API: what is sent, what comes back, and that a call without an answer says why. */
import http from 'node:http';
import { expect, test } from 'vitest';
import { call } from '../../src/probe/json-api.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { patienceMs } from '../patience.ts';
import { raw, running, secureHttp } from './servers.ts';

/** Answers with what it was asked. */
const echo = (): http.Server =>
  http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method, url, headers } = request;
      response.statusCode = url === '/text' ? 503 : 201;
      const asked = { method, url, token: headers.authorization, body: Buffer.concat(parts).toString() };
      response.end(url === '/text' ? 'not now' : JSON.stringify(asked));
    });
  });

test('sends the token and the body, and reads JSON', async () => {
  await using server = await running(echo());
  const api = { address: server.address, tls: false };
  expect(await call(api, 'POST', '/a', { token: 't', body: { b: 1 } })).toEqual({
    status: 201,
    body: { method: 'POST', url: '/a', token: 'Bearer t', body: '{"b":1}' },
  });
  expect((await call(api, 'GET', '/a')).body).toEqual({ method: 'GET', url: '/a', body: '' });
  expect(await call(api, 'GET', '/text')).toEqual({ status: 503, body: 'not now' });
});

test('asks inside TLS whatever the certificate is: other probes judge it', async () => {
  await using server = await secureHttp(await pairOf('expired'));
  expect((await call({ address: server.address, tls: true }, 'GET', '/health')).status).toBe(200);
});

test.each<[string, Parameters<typeof raw>[0], RegExp]>([
  ['a connection that is closed', (socket) => void socket.end(), /socket hang up/],
  [
    'an answer that breaks off',
    (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a"'),
    /broke off|aborted/,
  ],
])('%s is no answer', async (_, handler, why) => {
  await using server = await raw((socket) => socket.once('data', () => handler(socket)));
  const { status, body } = await call({ address: server.address, tls: false }, 'GET', '/', {
    timeoutMs: patienceMs,
  });
  expect(status).toBe(0);
  expect(body).toMatch(why);
});

test('silence ends with the bound', async () => {
  await using server = await raw(() => {});
  const answer = await call({ address: server.address, tls: false }, 'GET', '/', { timeoutMs: 100 });
  expect(answer).toEqual({ status: 0, body: 'no answer within 100 ms' });
});
