/** What the first bytes of both sides say of a connection, and what a reader of one protocol adds to it. */
import type { CapturedConnection } from '../model.ts';

export interface Conversation extends Pick<
  CapturedConnection,
  'opening' | 'bytes' | 'tls' | 'postgres' | 'mqtt' | 'http' | 'nats' | 'credentials' | 'answeredByTls'
> {
  /** More bytes would change nothing. */
  settled: boolean;
}

/** What a reader of one protocol adds. */
export type Reading = Omit<Conversation, 'opening' | 'bytes'>;
