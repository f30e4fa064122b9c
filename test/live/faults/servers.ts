/** Servers of TLS with one fault each. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { helloChoosing, offeredSuites } from '../../../src/probe/listener/cipher-offer.ts';
import { suitesOf } from '../../../src/probe/tap/client-hello.ts';
import { ca, pairOf, type Pair } from '../../fixtures/peers/known-good.ts';
import { bothOnOnePort } from '../../probe/both-on-one-port.ts';
import { health } from '../look.ts';

export const right = await pairOf('right');
export const rightRsa = await pairOf('right-rsa');
const demanding = { ca, requestCert: true, rejectUnauthorized: true } as const;

export const plain = (): net.Server => http.createServer(health);
export const secure = (pair: Pair = right, more: https.ServerOptions = {}): net.Server =>
  https.createServer({ ...pair, ...more }, health);
export const demands = (): net.Server => secure(right, demanding);
/** Takes old versions too, as a server must be told to. */
export const withVersions = (minVersion: tls.SecureVersion, maxVersion: tls.SecureVersion): net.Server =>
  secure(right, { minVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });

/** TLS, and plaintext beside it. */
export const both = (): net.Server =>
  bothOnOnePort(secure(), (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));

/** A listener within TLS that speaks no HTTP. */
export const speaksNats = (): net.Server =>
  tls.createServer(right, (socket) => void socket.on('error', () => {}).write('INFO {"server_id":"x"}\r\n'));

/** TLS of today, and suites of one weak kind beside it, which no build of OpenSSL for Node has. */
export const takesWeak = (kind: keyof typeof offeredSuites, pair: Pair = right): net.Server => {
  const weak = Object.keys(offeredSuites[kind]).map(Number);
  const today = secure(pair);
  return net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (first) => {
      const bytes = Buffer.from(first);
      const offered = suitesOf(bytes) ?? [];
      const taken = offered.find((suite) => weak.includes(suite));
      if (taken !== undefined && offered.every((suite) => weak.includes(suite))) {
        socket.end(helloChoosing(taken));
        return;
      }
      socket.pause();
      socket.unshift(bytes);
      today.emit('connection', socket);
    });
  });
};

/** Takes a message with the secret, or with any. */
export const adapter = (takes: (secret: string) => boolean): net.Server =>
  http.createServer((request, response) => {
    const secret = (request.headers.authorization ?? '').replace(/^Client /, '');
    request.resume();
    response.writeHead(request.method === 'GET' ? 200 : takes(secret) ? 202 : 401).end();
  });
