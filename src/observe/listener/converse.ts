import type { Duplex } from 'node:stream';
import { codeOf, settleWithin } from '../bounded.ts';
import { askHealth } from './grpc.ts';
import { type Conversation, type Heard, keptBytes } from './heard.ts';
import { shortestRequest } from './protocol.ts';
import { readReply } from './reply.ts';

/** Asks in the listener's protocol on a connection that stands and waits for the answer. Ends the connection. */
export async function converse(stream: Duplex, about: Conversation): Promise<Heard> {
  if (about.protocol === 'grpc') return askHealth(stream, about);
  let bytes = Buffer.alloc(0);
  const silent = (): Heard => ({ answer: bytes.length > 0 ? 'closed' : 'silent', bytes });
  return settleWithin(about.timeoutMs, about.signal, silent, (settle) => {
    stream.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]).subarray(0, keptBytes);
      const reply = readReply(bytes);
      if (reply) settle({ ...reply, bytes });
    });
    stream.on('end', () => settle({ answer: 'closed', bytes }));
    stream.on('close', () => settle({ answer: 'closed', bytes }));
    stream.on('error', (error) => settle({ answer: 'closed', status: codeOf(error), bytes }));
    if (stream.destroyed) settle({ answer: 'closed', bytes });
    else stream.write(shortestRequest(about.protocol, about.address, about.path));
    return () => stream.destroy();
  });
}
