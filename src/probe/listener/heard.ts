/** Collects what a listener sends, and says whether it is an answer. */
import type { Address } from '../../model/address.ts';
import type { StreamProtocol } from './protocol.ts';
import { readReply, replyBytes } from './reply.ts';

/** What an open connection received. */
export interface Heard {
  answer: 'answered' | 'bad-request' | 'redirect' | 'closed' | 'silent';
  status?: string;
  /** First bytes received, at most 64. */
  bytes: Buffer;
}

export interface Conversation {
  protocol: StreamProtocol;
  address: Address;
  path?: string | undefined;
  /** In place of the shortest request of the protocol. */
  request?: Buffer;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

const keptBytes = 64;

/** Collects the bytes of an answer as they arrive, and classifies it. */
export class Hearing {
  #bytes = Buffer.alloc(0);

  /** What the answer is, as soon as that is certain. */
  add(chunk: Buffer): Heard | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk]).subarray(0, replyBytes);
    const reply = readReply(this.#bytes);
    return reply && { ...reply, bytes: this.bytes };
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, keptBytes);
  }

  /** What the answer is when no more bytes come; `otherwise` when none came. */
  end(withoutBytes: 'closed' | 'silent'): Heard {
    const reply = readReply(this.#bytes, true);
    if (reply) return { ...reply, bytes: this.bytes };
    return { answer: this.#bytes.length > 0 ? 'closed' : withoutBytes, bytes: this.bytes };
  }
}
