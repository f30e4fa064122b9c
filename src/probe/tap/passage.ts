/** Lets programs in this thread's network namespace reach an address outside of it, at that same address. */
import { once } from 'node:events';
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import { connectOutside } from '../../system/network/namespace.ts';
import { forward } from './forward.ts';

/** Stays as long as the thread, and does not keep it. Records nothing: taps do, where a case asks. */
export const openPassage = async (to: Address): Promise<void> => {
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (inside) => {
    const outside = connectOutside(to, { allowHalfOpen: true, noDelay: true });
    for (const socket of [inside, outside]) socket.on('error', () => {});
    forward(inside, outside);
    forward(outside, inside);
  });
  server.unref();
  server.listen(to.port, to.host);
  await once(server, 'listening');
};
