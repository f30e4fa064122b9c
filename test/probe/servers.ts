/** Small servers of a known kind for the tests of probes; each ends all its connections when disposed of. */
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type tls from 'node:tls';
import { openPeer } from '../../fixtures/peers/peer.ts';
import type { Address } from '../../src/model/address.ts';
import type { Peer } from '../../suites/vocabulary.ts';
import { answers, type Pair } from '../fixtures/peers/known-good.ts';

export interface Running extends AsyncDisposable {
  address: Address;
}

export async function running(server: net.Server): Promise<Running> {
  const open = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    socket.on('error', () => {});
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as net.AddressInfo).port },
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

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

/** A gRPC service, or one that misbehaves. */
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
