/** The scripted gRPC peers that a service calls, and the servers in the place of PostgreSQL. */
import type { Peer, Posture } from '../vocabulary.ts';

export const peer = (transport: Peer['transport'], rest: Partial<Peer> = {}): Peer => ({
  state: 'answers',
  transport,
  identity: 'right',
  clientCertificate: 'ignored',
  ...rest,
});

/** A PostgreSQL with the right certificate that takes every connection, unless said otherwise. */
export const posture = (
  server: Posture['server'] = 'right',
  demands: Posture['demands'] = 'any',
  rest: Partial<Posture> = {},
): Posture => ({
  server,
  demands,
  ...rest,
});
