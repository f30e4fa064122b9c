/** That a device's message goes out once with each secret, within TLS where that is claimed, and to no other peer. */
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { sendMessages } from '../../src/live/look/device.ts';
import type { SeenMessage } from '../../src/report/live-schema.ts';
import { loadRelease } from '../../src/release/load.ts';
import { openServer } from '../../src/system/open-server.ts';
import { ca, foreignCa, pairOf } from '../fixtures/peers/known-good.ts';
import { patience } from '../patience.ts';
import { endpoint } from './material.ts';

const right = await pairOf('right');
const device = { id: 'd', secret: 's-right', domain: 'a', channel: 'b', over: ['http-adapter.http'] };
const { messages } = loadRelease('v0.19.1');

const sent = async (
  make: (answer: http.RequestListener) => net.Server,
  { scheme, anchors }: { scheme: 'http' | 'https'; anchors?: string },
): Promise<{ seen: SeenMessage[]; got: string[] }> => {
  const got: string[] = [];
  const server = make((request, response) => {
    got.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(request.headers.authorization === 'Client s-right' ? 202 : 401).end();
  });
  const opened = await openServer(server, '127.0.0.1');
  onTestFinished(() => opened[Symbol.asyncDispose]());
  const at = endpoint('http-adapter.http', `${scheme}://127.0.0.1:${opened.address.port}`, {
    serverName: 'localhost',
    ...(anchors !== undefined && { ca: anchors }),
  });
  return { seen: await sendMessages(at, device, { messages }, patience()), got };
};

const outcomes = (seen: readonly SeenMessage[]): string[] =>
  seen.map(({ attempt, outcome, detail }) => `${attempt}: ${outcome} ${detail}`);

test.each(['http', 'https'] as const)('over %s: one message with each secret', async (scheme) => {
  const { seen, got } = await sent(
    (answer) => (scheme === 'http' ? http.createServer(answer) : https.createServer(right, answer)),
    { scheme, ...(scheme === 'https' && { anchors: ca }) },
  );
  expect(outcomes(seen)).toEqual(['wrong-secret: refused HTTP 401', 'right-secret: accepted HTTP 202']);
  expect(got).toEqual([
    expect.stringMatching(/^POST \/m\/a\/c\/b Client wrong-/),
    'POST /m/a/c/b Client s-right',
  ]);
});

test('a peer of another CA gets neither', async () => {
  const { seen, got } = await sent((answer) => https.createServer(right, answer), {
    scheme: 'https',
    anchors: foreignCa,
  });
  expect(seen.every(({ outcome }) => outcome === 'unreachable')).toBe(true);
  expect(got).toEqual([]);
});
