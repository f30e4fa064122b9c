import type { Address } from '../../run/runtime.ts';
import type { StreamProtocol } from './protocol.ts';

/** What came back on a connection that stands. */
export interface Heard {
  answer: 'answered' | 'bad-request' | 'closed' | 'silent';
  status?: string;
  /** First bytes received, at most 64. */
  bytes: Buffer;
}

export interface Conversation {
  protocol: StreamProtocol;
  address: Address;
  path?: string | undefined;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
}

export const keptBytes = 64;
