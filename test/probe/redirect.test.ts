/** Tests that a redirect to https is no plaintext service, unless it carries data of the service. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answers, probePlain, probeTls } from '../../src/probe/listener.ts';
import { isBareRedirect, redirectBytes } from '../../src/probe/listener/redirect.ts';
import { startWatchProcess, watchPlaintext } from '../../src/probe/watch.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { bothOnOnePort } from './both-on-one-port.ts';
import { raw, running, secureHttp, type Running } from './servers.ts';
import https from 'node:https';

const right = await pairOf('right');
await startWatchProcess();

const to = 'Location: https://localhost:9002/health';
/** As Go's `http.Redirect` writes it. */
const note = '<a href="https://localhost:9002/health">Moved Permanently</a>.\n\n';
const message = (...lines: string[]): string => lines.join('\r\n');
const moved = 'HTTP/1.1 301 Moved Permanently';

const bare: [string, string][] = [
  ['of no length', message(moved, to, '', '')],
  ['of length 0', message('HTTP/1.1 307 Temporary Redirect', 'Content-Length: 0', to, '', '')],
  ['of HTTP/1.0', message('HTTP/1.0 302 Found', to, 'Connection: close', '', '')],
  [
    'in no chunk',
    message('HTTP/1.1 308 Permanent Redirect', to, 'Transfer-Encoding: chunked', '', '0', '', ''),
  ],
  ['with the note of Go', message(moved, to, `Content-Length: ${note.length}`, '', note)],
  [
    'with the note of Go in a chunk',
    message(moved, to, 'Transfer-Encoding: chunked', '', note.length.toString(16), note, '0', '', ''),
  ],
  [
    'with marks of HTML in the location',
    message(
      'HTTP/1.1 303 See Other',
      'location: https://localhost/health?a=1&b=2',
      '',
      '<a href="https://localhost/health?a=1&amp;b=2">See Other</a>.\n\n',
    ),
  ],
];

const loaded: [string, string][] = [
  ['content', message(moved, to, 'Content-Length: 17', '', '{"status":"pass"}')],
  ['content without a length', message(moved, to, '', '{"status":"pass"}')],
  ['content in a chunk', message(moved, to, 'Transfer-Encoding: chunked', '', '4', 'data', '0', '', '')],
  ['content behind the note', message(moved, to, '', `${note}data`)],
  ['a note with another location', message(moved, to, '', note.replace('health', 'health?token=1'))],
  ['a cookie', message(moved, to, 'Set-Cookie: session=1', 'Content-Length: 0', '', '')],
  ['http as its scheme', message(moved, 'Location: http://localhost:9002/health', '', '')],
  ['a path alone', message(moved, 'Location: /health', '', '')],
  ['no host', message(moved, 'Location: https:///health', '', '')],
  ['no location', message(moved, 'Content-Length: 0', '', '')],
  ['two locations', message(moved, to, 'Location: https://other/health', '', '')],
  ['another status', message('HTTP/1.1 200 OK', to, 'Content-Length: 0', '', '')],
  ['the status of a choice', message('HTTP/1.1 300 Multiple Choices', to, 'Content-Length: 0', '', '')],
  ['an unmodified one', message('HTTP/1.1 304 Not Modified', to, '', '')],
  ['headers without an end', message(moved, `X-Data: ${'a'.repeat(redirectBytes)}`)],
  ['headers that are cut off', message(moved, 'Location: https://local')],
];

describe('a redirect to https', () => {
  test.each(bare)('%s carries nothing', (_, text) => {
    expect(isBareRedirect(Buffer.from(text), true)).toBe(true);
  });

  test.each(loaded)('with %s is none', (_, text) => {
    expect(isBareRedirect(Buffer.from(text), true)).toBe(false);
  });

  test.each(bare)('%s is not called so before it is whole', (_, text) => {
    for (let length = 0; length < text.indexOf('\r\n\r\n') + 4; length++) {
      expect(isBareRedirect(Buffer.from(text.slice(0, length)), false) ?? false, String(length)).toBe(false);
    }
  });

  test('is reported as soon as its content is whole, and not while more may come', () => {
    const [, whole] = bare[4]!;
    expect(isBareRedirect(Buffer.from(whole), false)).toBe(true);
    expect(isBareRedirect(Buffer.from(whole.slice(0, -1)), false)).toBeUndefined();
    expect(isBareRedirect(Buffer.from(bare[0]![1]), false)).toBeUndefined();
    expect(isBareRedirect(Buffer.from(loaded[1]![1]), false)).toBe(false);
  });
});

/** TLS, and on the same port an answer to clients that open in plaintext. */
const beside = async (answer: string): Promise<Running> => {
  const secure = https.createServer(right, (_, response) => response.end('{"status":"pass"}'));
  return running(bothOnOnePort(secure, (socket) => socket.end(answer)));
};

describe.each([
  ['bare', bare],
  ['loaded', loaded.filter(([name]) => !name.startsWith('headers'))],
] as const)('a TLS port that answers plaintext with a redirect that is %s', (kind, messages) => {
  test.each(messages)('%s: plain probe, readiness and byte probe agree', async (_, text) => {
    await using server = await beside(text);
    const plain = await probePlain(server.address, 'http');
    expect(plain).toMatchObject({
      answer: kind === 'bare' ? 'redirect' : 'answered',
      status: text.slice(9, 12),
    });
    expect(plain.bytes.length).toBeLessThanOrEqual(128);
    expect(await answers(server.address, 'http')).toBe(true);
    const watcher = watchPlaintext(server.address, 'http', { clock: () => 0 });
    await sleep(60);
    const { connected, plaintextAt, http2At } = await watcher.stop();
    expect(connected).toBeGreaterThan(0);
    expect(plaintextAt.length > 0).toBe(kind === 'loaded');
    // A request over HTTP/2 gets an answer over HTTP/1 here, which is seen only where the answer is a success.
    expect(http2At!.length > 0).toBe(text.startsWith('HTTP/1.1 200'));
  });
});

test('a redirect is no service in plaintext that is ready', async () => {
  await using server = await raw((socket) => socket.once('data', () => socket.end(bare[0]![1])));
  expect(await answers(server.address, 'http')).toBe(false);
});

test('inside TLS a redirect is an answer like any other', async () => {
  await using server = await secureHttp(right, {});
  await using redirecting = await running(
    https.createServer(right, (_, response) => {
      response.writeHead(301, { location: 'https://localhost/elsewhere', 'content-length': '0' }).end();
    }),
  );
  const options = { servername: 'localhost', verify: false };
  expect(await probeTls(redirecting.address, 'http', options)).toMatchObject({
    answer: 'answered',
    status: '301',
  });
  expect(await probeTls(server.address, 'http', options)).toMatchObject({
    answer: 'answered',
    status: '200',
  });
});
