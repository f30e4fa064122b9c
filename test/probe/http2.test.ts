/** Tests the probe of plaintext HTTP/2 with prior knowledge, alone and as samples beside those of HTTP/1. */
import http2 from 'node:http2';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { probeHttp2, probePlain } from '../../src/probe/listener.ts';
import { startWatchProcess, watchPlaintext } from '../../src/probe/watch.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { longEnough, patienceMs } from '../patience.ts';
import { bothOnOnePort } from './both-on-one-port.ts';
import { peer, plainHttp, plaintextRefuser, raw, running, secureHttp, settingsAlone } from './servers.ts';

const right = await pairOf('right');
await startWatchProcess();
const timeoutMs = 250;

const served = (): http2.Http2Server =>
  http2.createServer((request, response) => {
    response.statusCode = request.url === '/health' ? 200 : 404;
    response.end('{"status":"pass"}');
  });

describe('the probe by HTTP/2', () => {
  test('reports the status of a server that accepts it', async () => {
    await using server = await running(served());
    const seen = await probeHttp2(server.address);
    expect(seen).toMatchObject({ answer: 'answered', status: '200' });
    expect(seen.bytes).toMatch(/^0000..04/);
    expect(await probeHttp2(server.address, { path: '/nowhere' })).toMatchObject({ status: '404' });
  });

  test('is answered by SETTINGS alone', async () => {
    await using server = await settingsAlone();
    const seen = await longEnough(
      (ms) => probeHttp2(server.address, { timeoutMs: ms }),
      ({ answer }) => answer !== 'silent',
    );
    expect(seen).toMatchObject({ answer: 'answered', status: 'SETTINGS' });
  });

  test('is not answered by TLS, by a bare 400, by silence, or where nothing listens', async () => {
    await using secure = await secureHttp(right);
    await using refuser = await plaintextRefuser();
    await using silent = await raw(() => {});
    await using absent = await peer(right, { state: 'absent' });
    const seen = await Promise.all(
      [secure, refuser, silent, absent].map(({ address }) =>
        probeHttp2(address, { timeoutMs: address === silent.address ? timeoutMs : patienceMs }),
      ),
    );
    expect(seen.map(({ answer }) => answer)).toEqual(['closed', 'bad-request', 'silent', 'refused']);
  });

  test('is answered by a server of HTTP/1 that has more to say than 400', async () => {
    await using server = await raw((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 505 HTTP Version Not Supported\r\n\r\n')),
    );
    expect(await probeHttp2(server.address)).toMatchObject({ answer: 'answered', status: '505' });
    await using plain = await plainHttp();
    expect(await probeHttp2(plain.address, { timeoutMs: patienceMs })).toMatchObject({
      answer: 'bad-request',
    });
  });
});

test('a TLS port that takes HTTP/2 alone in plaintext is seen by these, and by no request of HTTP/1', async () => {
  const secure = https.createServer(right, (_, response) => response.end());
  const plain = served();
  await using server = await running(
    bothOnOnePort(secure, (socket, first) => {
      if (!first.toString('latin1').startsWith('PRI ')) {
        socket.destroy();
        return;
      }
      socket.pause();
      socket.unshift(first);
      plain.emit('connection', socket);
      socket.resume();
    }),
  );
  const watcher = watchPlaintext(server.address, 'http', { clock: () => 1000 });
  expect(await probePlain(server.address, 'http')).toMatchObject({ answer: 'closed' });
  expect(await probeHttp2(server.address)).toMatchObject({ answer: 'answered' });
  await sleep(100);
  const watch = await watcher.stop();
  expect(watch.plaintextAt).toEqual([]);
  expect(watch.http2At!.length).toBeGreaterThan(0);
  expect(watch.http2At!.every((at) => at >= 1000)).toBe(true);
});

test('what a server of HTTP/1 says to the preface is no HTTP/2', async () => {
  await using server = await raw((socket) =>
    socket.once('data', (first) =>
      socket.end(`HTTP/1.1 ${first.toString().startsWith('PRI ') ? 405 : 200} Whatever\r\n\r\n`),
    ),
  );
  const watcher = watchPlaintext(server.address, 'http', { clock: () => 0 });
  await sleep(100);
  const watch = await watcher.stop();
  expect(watch.plaintextAt.length).toBeGreaterThan(0);
  expect(watch.http2At).toEqual([]);
});

test('a listener of gRPC is not asked twice the same', async () => {
  await using server = await peer(right, {});
  const watcher = watchPlaintext(server.address, 'grpc', { clock: () => 0 });
  await sleep(60);
  const watch = await watcher.stop();
  expect(watch.plaintextAt.length).toBeGreaterThan(0);
  expect(watch).not.toHaveProperty('http2At');
});
