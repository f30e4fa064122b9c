/** Sends a request on an open connection and waits for the answer. */
import type { Duplex } from 'node:stream';
import { codeOf } from '../error-code.ts';
import { settleWithin } from '../../system/wait.ts';
import { askHealth } from './grpc.ts';
import { type Conversation, type Heard, Hearing } from './heard.ts';
import { shortestRequest } from './protocol.ts';

/** Sends a request in the listener's protocol on an open connection, waits for the answer, and ends the connection. */
export async function converse(stream: Duplex, about: Conversation): Promise<Heard> {
  if (about.protocol === 'grpc') return askHealth(stream, about);
  const hearing = new Hearing();
  const closed = (): Heard => hearing.end('closed');
  return settleWithin(
    about.timeoutMs,
    about.signal,
    () => hearing.end('silent'),
    (settle) => {
      stream.on('data', (chunk: Buffer) => {
        const heard = hearing.add(chunk);
        if (heard) settle(heard);
      });
      stream.on('end', () => settle(closed()));
      stream.on('close', () => settle(closed()));
      stream.on('error', (error) => settle({ status: codeOf(error), ...closed() }));
      if (stream.destroyed) settle(closed());
      else stream.write(about.request ?? shortestRequest(about.protocol, about.address, about.path));
      return () => stream.destroy();
    },
  );
}
