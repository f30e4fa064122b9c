/** Ends a TCP connection by a reset. */
import type { Socket } from 'node:net';

/**
 * Ends a TCP connection as a reset does. While a shutdown is under way the system refuses one (libuv: EINVAL), and Node
 * then never closes the handle, for which a worker that ends would wait for ever: such a connection is closed.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}
