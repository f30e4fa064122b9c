import net from 'node:net';
import type { Address } from '../../run/runtime.ts';
import { codeOf, settleWithin } from '../bounded.ts';

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
