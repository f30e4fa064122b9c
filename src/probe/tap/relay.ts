/** Forwards connections to another address and records how they open. */
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import { connectOutside } from '../../system/network/namespace.ts';
import { openServer } from '../../system/open-server.ts';
import { ConnectionRecords, maxOpen, type ConnectionRecord } from './connection-record.ts';
import { forward } from './forward.ts';
import { PostgresOpening } from './postgres-opening.ts';
import type { Tap } from './tap.ts';

export interface RelayOptions {
  listenHost: string;
  /** Called for every connection. When it throws, the connection is recorded and reset. */
  target: () => Address;
  /** The target is outside of this thread's network namespace, if it has one: PostgreSQL, the backplane. */
  outside?: boolean;
  /** Whether the target of a new connection is the later one of two. */
  later?: () => boolean;
  protocol: 'postgres' | 'any';
  /** ms since the start. */
  clock: () => number;
}

/**
 * A TCP relay that changes nothing and records what passes. Half-closed connections stay half-closed, a reset on
 * one side resets the other; a target that refuses becomes a reset, the nearest thing left after the accept.
 * Rejects with the system's error when the port cannot be bound.
 */
export async function openRelay(options: RelayOptions): Promise<Tap> {
  const records = new ConnectionRecords(options.clock);
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  server.maxConnections = maxOpen;
  server.on('drop', () => records.dropped());
  server.on('connection', (client) => {
    const connection = records.add();
    connection.later = options.later?.() ?? false;
    const upstream = connectTo(options);
    if (!upstream) {
      client.resetAndDestroy();
      return;
    }
    opened.remember(upstream);
    record(connection, options.protocol, client, upstream);
    forward(client, upstream);
    forward(upstream, client);
  });
  const opened = await openServer(server, options.listenHost);
  return {
    port: opened.address.port,
    observe: () => records.observe(),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

/** Returns nothing while the target is not known, for example before the service behind the relay is started. */
function connectTo({ target, outside = false }: RelayOptions): net.Socket | undefined {
  const connected = { allowHalfOpen: true, noDelay: true };
  try {
    return outside ? connectOutside(target(), connected) : net.connect({ ...target(), ...connected });
  } catch {
    return undefined;
  }
}

function record(
  connection: ConnectionRecord,
  protocol: RelayOptions['protocol'],
  client: net.Socket,
  upstream: net.Socket,
): void {
  const opening = protocol === 'postgres' ? new PostgresOpening(connection) : undefined;
  let sent = 0;
  let received = 0;
  connection.traffic = () => ({ sent, received });
  client.on('data', (segment: Buffer) => {
    sent += segment.length;
    connection.opened(segment);
    opening?.client(segment);
  });
  upstream.on('data', (segment: Buffer) => {
    received += segment.length;
    opening?.server(segment);
  });
}
