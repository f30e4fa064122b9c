/** Facts about the second and the third connection of a hop, and about the messages that provoked them. */
import { check, isReady } from './checks.ts';
import { message, messageFound, tapped, type Hop } from './hop-checks.ts';
import type { HopConnection } from '../src/observe/observation.ts';
import type { Check } from './vocabulary.ts';

/** Attempts after the first message or call, see the look `again`. */
export const laterAttempts = ['second', 'third'] as const;

/** An adapter asks Auth once, when it starts: messages of devices do not take it there again. */
export const comesBack = ({ from, to }: Hop): boolean => from === 'clients' || to !== 'auth';

const talks = ({ opening, tls, applicationBytes }: HopConnection): boolean =>
  opening === 'tls' && tls?.established === true && tls.alpn === 'h2' && applicationBytes > 0;

/** Every connection that said anything, and at least so many that a call was answered on. */
export const eachConnectionTls = (hop: Hop, many: number): Check =>
  check(
    'each-connection-tls',
    `each of ${many} connections of ${hop.from} to ${hop.to} is TLS`,
    (o) => {
      const seen = o.hops[`${hop.from}→${hop.to}`]?.connections;
      if (!seen) return undefined;
      if (seen.some(({ opening }) => opening !== 'tls' && opening !== 'nothing')) return false;
      const served = seen.filter(({ calls }) => calls.length > 0);
      if (served.some((one) => !talks(one))) return false;
      if (served.length >= many) return true;
      return isReady(o, hop.from) === false ? false : undefined;
    },
    tapped('', '', hop, () => true).found,
    `${hop.from}→${hop.to}`,
  );

export const opensTowardsLaterPeer = (hop: Hop): Check =>
  tapped(
    'opens-towards-later-peer',
    `${hop.from} opens with a ClientHello towards the later ${hop.to}`,
    hop,
    (seen) => seen.some(({ opening, later }) => opening === 'tls' && later === true),
  );

export const sendsToLaterPeer = (hop: Hop): Check =>
  tapped('sends-to-later-peer', `${hop.from} sends application bytes to the later ${hop.to}`, hop, (seen) =>
    seen.some(({ later, applicationBytes, calls }) => later && (applicationBytes > 0 || calls.length > 0)),
  );

const messageIs = (
  from: Hop['from'],
  attempt: (typeof laterAttempts)[number],
  wanted: 'accepted' | 'refused',
): Check =>
  check(
    `${attempt}-message-${wanted}`,
    `the ${attempt} message over ${from} is ${wanted}`,
    (o) => {
      const seen = message(o, from, attempt);
      if (seen) return seen.outcome === wanted;
      return isReady(o, from) === false ? false : undefined;
    },
    messageFound(from, attempt),
    from,
  );

/** Calls of the API of Clients are provoked, not judged: what else they need belongs to the release. */
export const allAccepted = ({ from }: Hop): Check[] =>
  from === 'clients' ? [] : laterAttempts.map((attempt) => messageIs(from, attempt, 'accepted'));

export const anyAccepted = allAccepted;

export const allRefused = ({ from }: Hop): Check[] =>
  laterAttempts.map((attempt) =>
    from === 'clients' ? callFails(attempt) : messageIs(from, attempt, 'refused'),
  );

const callFails = (attempt: (typeof laterAttempts)[number]): Check =>
  check(
    `${attempt}-call-fails`,
    `the ${attempt} call of the API of Clients fails`,
    (o) => {
      const seen = o.calls[`list-clients/${attempt}`];
      if (seen) return seen.status >= 400;
      return isReady(o, 'clients') === false ? false : undefined;
    },
    (o) => `status ${o.calls[`list-clients/${attempt}`]?.status ?? 'unknown, it was not made'}`,
    'clients',
  );
