/** Facts about a connection between services, as a capture has it. Pure. */
import type { Check, Seen } from '../../../suites/vocabulary.ts';
import { hopName } from '../../model/hop.ts';
import type { SeenCapture } from '../../report/live-schema.ts';
import type { LiveHop } from '../file/deployment.ts';
import { fact } from './claim-checks.ts';

export interface Counts {
  connections: number;
  /** A ServerHello was seen. */
  tls: number;
  plaintext: number;
  /** Of these the capture does not show how they open. */
  unseen: number;
  /** Plaintext with a password or a token in it. */
  credentials: number;
}

const inPlaintext = [
  ...['h2-plaintext', 'http1', 'mqtt', 'nats', 'redis', 'amqp', 'coap', 'postgres-startup'],
];

/** @param isOf of the name of a connection, `users→auth` */
export const countsOf = ({ groups }: SeenCapture, isOf: (hop: string) => boolean): Counts => {
  const counts: Counts = { connections: 0, tls: 0, plaintext: 0, unseen: 0, credentials: 0 };
  for (const group of groups) {
    if (group.hop === null || !isOf(group.hop)) continue;
    const sum = (some: Record<string, number>, is: (key: string) => boolean): number =>
      Object.entries(some).reduce((total, [key, n]) => total + (is(key) ? n : 0), 0);
    counts.connections += group.connections;
    counts.tls += sum(group.tlsVersions, (version) => version !== 'none');
    counts.plaintext +=
      sum(group.openings, (opening) => inPlaintext.includes(opening)) +
      // A StartupMessage in plaintext that follows a refused SSLRequest.
      sum(group.postgres, (how) => how.includes(' ') && how.endsWith(' startup'));
    counts.unseen += sum(group.openings, (opening) => opening === 'unseen');
    counts.credentials += group.credentials;
  }
  return counts;
};

export const hopChecks = (hop: LiveHop, capture: SeenCapture | null): { never: Check[]; must: Check[] } => {
  const name = hopName(hop);
  const counts = capture ? countsOf(capture, (one) => one === name) : undefined;
  const found = counts
    ? `${counts.connections} connections: ${counts.tls} TLS, ${counts.plaintext} plaintext` +
      (counts.credentials > 0 ? ` (${counts.credentials} with a password or a token)` : '') +
      (counts.unseen > 0 ? `, ${counts.unseen} whose beginning was not captured` : '')
    : 'no capture was given';
  const why = !counts
    ? ' (no capture was given)'
    : counts.connections === 0
      ? ' (none is in the capture)'
      : '';
  const check = (word: string, says: string, holds: Seen, exposes?: true): Check =>
    fact({
      ...{ fact: word, says: `${says}${why}`, holds: counts && holds, found, of: name },
      ...(exposes && { exposes }),
    });
  const { tls = 0, plaintext = 0, unseen = 0 } = counts ?? {};
  const some = (n: number): Seen => (n > 0 ? true : unseen > 0 || tls + plaintext === 0 ? undefined : false);
  const plain = check('opens-in-plaintext', `a connection ${name} opens in plaintext`, some(plaintext), true);
  const encrypted = check('is-tls', `connections ${name} are answered with TLS`, some(tls));
  return hop.claim === 'tls'
    ? { never: [plain], must: [encrypted] }
    : {
        never: [encrypted],
        must: [check('opens-in-plaintext', `connections ${name} open in plaintext`, some(plaintext))],
      };
};
