/** Starts small servers of a known kind for the tests of probes; each ends all its connections when disposed of. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { openPeer } from '../../fixtures/peers/peer.ts';
import type { Address } from '../../src/model/address.ts';
import { openServer, type OpenServer } from '../../src/system/open-server.ts';
import type { Peer } from '../../suites/vocabulary.ts';
import { answers, type Pair } from '../fixtures/peers/known-good.ts';

export interface Running extends AsyncDisposable {
  address: Address;
}

export const running = (server: net.Server): Promise<OpenServer> => openServer(server, '127.0.0.1');

const health: http.RequestListener = (request, response) => {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end('{"status":"pass"}');
};

export const plainHttp = (): Promise<Running> => running(http.createServer(health));
export const secureHttp = (pair: Pair, options: tls.TlsOptions = {}): Promise<Running> =>
  running(https.createServer({ cert: pair.cert, key: pair.key, ...options }, health));

/** Answers plaintext on a TLS port as Go's HTTPS server does. */
export const plaintextRefuser = (): Promise<Running> =>
  running(
    net.createServer((socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
      });
    }),
  );

export const raw = (handler: (socket: net.Socket) => void): Promise<Running> =>
  running(net.createServer(handler));

/** Reads, and never answers. */
export const silent = (): Promise<Running> => raw((socket) => void socket.resume());

/** Resets the connection when the client has sent something. */
export const resetting = (): Promise<Running> =>
  raw((socket) => socket.once('data', () => socket.resetAndDestroy()));

/** Speaks TLS with ALPN h2, and sends the same bytes to every client inside. */
export const saying = (pair: Pair, say: (socket: tls.TLSSocket) => void): Promise<Running> =>
  running(
    tls.createServer({ cert: pair.cert, key: pair.key, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => {}).resume();
      say(socket);
    }),
  );

/** A scripted gRPC peer; its state `absent` refuses connections. */
export async function peer(pair: Pair, is: Partial<Peer>): Promise<Running> {
  const tap = await openPeer({
    listenHost: '127.0.0.1',
    peer: { state: 'answers', transport: 'plaintext', ...is },
    credentials: pair,
    answers,
    clock: () => 0,
    serves: [],
  });
  return {
    address: { host: '127.0.0.1', port: tap.port },
    [Symbol.asyncDispose]: () => tap[Symbol.asyncDispose](),
  };
}

/** Says SETTINGS, as every server of HTTP/2 does first, and nothing more. */
export const settingsAlone = () =>
  raw((socket) => void socket.write(Buffer.from('000000040000000000', 'hex')));
