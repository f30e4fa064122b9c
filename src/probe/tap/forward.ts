/** Forwards what one connection brings to another one, as it came. */
import type net from 'node:net';
import { reset } from '../reset.ts';

/** Relays one direction: bytes with back-pressure, then the end, close or reset of the source. */
export function forward(from: net.Socket, to: net.Socket): void {
  from.on('data', (segment: Buffer) => {
    if (!to.write(segment)) from.pause();
  });
  to.on('drain', () => from.resume());
  from.on('end', () => to.end());
  from.on('error', () => reset(to));
  // After an end on both sides both sockets close by themselves; this handles a close without an end.
  from.on('close', () => {
    if (!from.readableEnded) reset(to);
  });
  from.resume();
}
