/** Opens a TCP server that remembers its connections, and ends with all of them. */
import { once } from 'node:events';
import type net from 'node:net';
import type { Address } from '../model/address.ts';

export interface OpenServer extends AsyncDisposable {
  readonly address: Address;
  /** Connections that stand: those to the server, and those that were added. */
  readonly connections: ReadonlySet<net.Socket>;
  /** Ends a further connection along with the server, such as one that it opened itself. */
  remember(socket: net.Socket): void;
}

/**
 * Listens at a free port of `host`. Takes a server of any kind that rests on TCP. An error of a connection ends that
 * connection alone. Rejects with the system's error when the port cannot be bound.
 */
export async function openServer(server: net.Server, host: string): Promise<OpenServer> {
  const connections = new Set<net.Socket>();
  const remember = (socket: net.Socket): void => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    socket.on('error', () => {});
  };
  server.prependListener('connection', remember);
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  return {
    address: { host, port },
    connections,
    remember,
    async [Symbol.asyncDispose]() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}
