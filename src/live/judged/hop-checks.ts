/** Facts about a connection between services, as a capture has it. Pure. */
import type { Check, Risk, Seen } from '../../../suites/vocabulary.ts';
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
  /** They open with bytes of no protocol that is known here: whether that is encrypted cannot be said. */
  unknown: number;
  /** Plaintext with a password or a token in it. */
  credentials: number;
  /** The server did not take how they open; those in plaintext are among `plaintext`. */
  refused: { tls: number; plaintext: number };
}

const inPlaintext = [
  ...['h2-plaintext', 'http1', 'mqtt', 'nats', 'redis', 'amqp', 'coap', 'postgres-startup'],
];

/** @param isOf of the name of a connection, `users→auth` */
export const countsOf = ({ groups }: SeenCapture, isOf: (hop: string) => boolean): Counts => {
  const counts: Counts = {
    connections: 0,
    tls: 0,
    plaintext: 0,
    unseen: 0,
    unknown: 0,
    credentials: 0,
    refused: { tls: 0, plaintext: 0 },
  };
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
    counts.unknown += sum(group.openings, (opening) => opening === 'other');
    counts.credentials += group.credentials;
    counts.refused.tls += group.refused?.tls ?? 0;
    counts.refused.plaintext += group.refused?.plaintext ?? 0;
  }
  return counts;
};

export const hopChecks = (hop: LiveHop, capture: SeenCapture | null): { never: Check[]; must: Check[] } => {
  const name = hopName(hop);
  const counts = capture ? countsOf(capture, (one) => one === name) : undefined;
  const found = counts
    ? `${counts.connections} connections: ${counts.tls} TLS, ${counts.plaintext} plaintext` +
      (counts.credentials > 0 ? ` (${counts.credentials} with a password or a token)` : '') +
      (counts.refused.tls > 0 ? `, ${counts.refused.tls} with TLS that the server did not take` : '') +
      (counts.refused.plaintext > 0
        ? `, ${counts.refused.plaintext} of those in plaintext that the server did not take`
        : '') +
      (counts.unknown > 0 ? `, ${counts.unknown} with bytes of no protocol that the suite knows` : '') +
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
  const {
    tls = 0,
    plaintext = 0,
    unseen = 0,
    unknown = 0,
    refused = { tls: 0, plaintext: 0 },
  } = counts ?? {};
  const isSeen = tls + plaintext + refused.tls > 0;
  const some = (n: number): Seen => (n > 0 ? true : unseen + unknown > 0 || !isSeen ? undefined : false);
  const plain = check('opens-in-plaintext', `a connection ${name} opens in plaintext`, some(plaintext), true);
  const encrypted = check('is-tls', `connections ${name} are answered with TLS`, some(tls));
  return hop.claim === 'tls'
    ? { never: [plain], must: [encrypted] }
    : {
        never: [encrypted],
        must: [
          check(
            'passes-in-plaintext',
            `connections ${name} open in plaintext, and the server takes them`,
            some(plaintext - refused.plaintext),
          ),
        ],
      };
};

/** What opens in plaintext is weaker by its own check. Where nothing passes, that is at stake. */
export const hopRisk = (hop: LiveHop, capture: SeenCapture | null): Risk => {
  const name = hopName(hop);
  const tls = capture ? countsOf(capture, (one) => one === name).tls : 0;
  return hop.claim === 'plaintext' && tls > 0 ? 'safer' : 'availability';
};
