/** Ends a TCP connection by a reset. */
import type { Socket } from 'node:net';

/**
 * Ends a TCP connection by a reset. While a shutdown is under way libuv refuses a reset (EINVAL), Node then never
 * closes the handle, and a worker that ends would wait for it for ever: such a connection is closed without a reset.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
