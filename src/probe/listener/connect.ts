/** Opens a TCP connection in bounded time. */
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';

export type Connected = { socket: net.Socket } | { error: string };

/** A TCP connection, or the code of what prevented it; `TIMEOUT` when nothing came within `timeoutMs`. */
export async function connect(
  address: Address,
  { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
): Promise<Connected> {
  const socket = net.connect({ host: address.host, port: address.port, noDelay: true });
  let connected = false;
  return settleWithin<Connected>(
    timeoutMs,
    signal,
    () => ({ error: 'TIMEOUT' }),
    (settle) => {
      socket.on('connect', () => {
        if (isSelfConnected(socket)) {
          settle({ error: 'ECONNREFUSED' });
          return;
        }
        connected = true;
        settle({ socket });
      });
      socket.on('error', (error) => settle({ error: codeOf(error) }));
      return () => {
        if (!connected) socket.destroy();
      };
    },
  );
}

/**
 * TCP may connect a socket to itself when no program listens on a port of the ephemeral range (simultaneous open, RFC
 * 9293 section 3.5). No listener was reached, and the port must be released at once.
 */
export const isSelfConnected = (socket: net.Socket): boolean =>
  socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;
