/** Facts about the second and the third connection of a hop, and about the messages that provoked them. */
import type { LaterAttempt } from '../../src/model/exchange.ts';
import { hopName } from '../../src/model/hop.ts';
import type { HopConnection } from '../../src/model/observation.ts';
import { isForMessages, tapped, type Hop } from './hop.ts';
import { message, messageFound } from './message.ts';
import { isReady } from './service.ts';
import type { Check, Probe, ServiceName } from '../vocabulary.ts';

/** Attempts after the first message or call, see the probe `again`. */
export const laterAttempts: readonly LaterAttempt[] = ['second', 'third'];

/** Clients calls Auth for every call, the HTTP adapter for messages of users; the other adapters only at their start. */
export const comesBack = ({ from, to, provokedBy }: Hop): boolean => {
  if (provokedBy) return provokedBy === 'call';
  return to !== 'auth' || from === 'clients' || from === 'http-adapter';
};

/** What makes a service use a hop again. */
export const againProbes = (hop: Hop): Probe[] =>
  isForMessages(hop) && hop.to === 'auth' && hop.from === 'http-adapter' ? ['again', 'as-user'] : ['again'];

const talks = ({ opening, tls, applicationBytes }: HopConnection): boolean =>
  opening === 'tls' && tls?.established === true && tls.alpn === 'h2' && applicationBytes > 0;

/** Every connection that sent anything, and a call was answered on at least `many` of them. */
export const eachConnectionTls = (hop: Hop, many: number): Check => ({
  fact: 'each-connection-tls',
  says: `each of ${many} connections of ${hop.from} to ${hop.to} is TLS`,
  holds: (o) => {
    const seen = o.hops[hopName(hop)]?.connections;
    if (!seen) return undefined;
    if (seen.some(({ opening }) => opening !== 'tls' && opening !== 'nothing')) return false;
    const served = seen.filter(({ calls }) => calls.length > 0);
    if (served.some((one) => !talks(one))) return false;
    if (served.length >= many) return true;
    return isReady(o, hop.from) === false ? false : undefined;
  },
  found: tapped('', '', hop, () => true).found,
  of: hopName(hop),
});

/** Not observed where no connection reached the later peer. */
export const opensTowardsLaterPeer = (hop: Hop): Check => ({
  fact: 'opens-towards-later-peer',
  says: `${hop.from} opens with a ClientHello towards the later ${hop.to}`,
  holds: (o) => {
    const seen = o.hops[hopName(hop)]?.connections;
    const came = seen?.filter(({ later, opening }) => later === true && opening !== 'nothing');
    if (came?.length) return came.some(({ opening }) => opening === 'tls');
    return seen && isReady(o, hop.from) === false ? false : undefined;
  },
  found: tapped('', '', hop, () => true).found,
  of: hopName(hop),
});

export const sendsToLaterPeer = (hop: Hop): Check =>
  tapped('sends-to-later-peer', `${hop.from} sends application bytes to the later ${hop.to}`, hop, (seen) =>
    seen.some(({ later, applicationBytes, calls }) => later && (applicationBytes > 0 || calls.length > 0)),
  );

const messageIs = (from: Hop['from'], attempt: LaterAttempt, wanted: 'accepted' | 'refused'): Check => ({
  fact: `${attempt}-message-${wanted}`,
  says: `the ${attempt} message over ${from} is ${wanted}`,
  holds: (o) => {
    const seen = message(o, from, attempt);
    if (seen) return seen.outcome === wanted;
    return isReady(o, from) === false ? false : undefined;
  },
  found: messageFound(from, attempt),
  of: from,
});

/** A message of a user only provokes the call of Auth; whether it is accepted depends on the release. */
export const judgesMessages = (hop: Hop): boolean => isForMessages(hop) && hop.to !== 'auth';

/** Calls of the API of Clients are provoked, not judged: what else they need depends on the release. */
export const allAccepted = (hop: Hop): Check[] =>
  judgesMessages(hop) ? laterAttempts.map((attempt) => messageIs(hop.from, attempt, 'accepted')) : [];

export const anyAccepted = allAccepted;

export const allRefused = (hop: Hop): Check[] =>
  isForMessages(hop)
    ? judgesMessages(hop)
      ? laterAttempts.map((attempt) => messageIs(hop.from, attempt, 'refused'))
      : []
    : laterAttempts.map((attempt) => callFails(hop.from, attempt));

const callFails = (from: ServiceName, attempt: LaterAttempt): Check => ({
  fact: `${attempt}-call-fails`,
  says: `the ${attempt} call of the API of ${from === 'clients' ? 'Clients' : from} fails`,
  holds: (o) => {
    const seen = o.calls.again[attempt];
    if (seen) return seen.status >= 400;
    return isReady(o, from) === false ? false : undefined;
  },
  found: (o) => `status ${o.calls.again[attempt]?.status ?? 'unknown, it was not made'}`,
  of: from,
});
