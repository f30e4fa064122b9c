/** Facts about which clients a TLS listener serves, by their certificates. All pure. */
import type { ClientOffer, Observation, TlsAnswer } from '../../src/model/observation.ts';
import { label, listenerOf, unlessDead, type Listener } from './listener.ts';
import type { Check, Seen } from '../vocabulary.ts';

const whom: Record<ClientOffer, string> = {
  none: 'a client without a certificate',
  known: 'a client with a certificate of that authority',
  foreign: 'a client with a certificate of another authority',
};
const words: Record<ClientOffer, string> = {
  none: 'anonymous-client',
  known: 'known-client',
  foreign: 'foreign-client',
};

const answerTo = (o: Observation, at: Listener, offer: ClientOffer): TlsAnswer | undefined =>
  listenerOf(o, at)?.byClient?.[offer];

/**
 * The request was answered. Unobserved where nothing came in time, or where the probe itself gave up: neither is an
 * answer, and neither is a refusal.
 */
const served = (o: Observation, at: Listener, offer: ClientOffer): Seen => {
  const seen = answerTo(o, at, offer);
  if (!seen) return unlessDead(o, at, undefined);
  if (seen.handshake)
    return seen.answer === 'silent' || !seen.answer ? undefined : seen.answer === 'answered';
  // A listener that speaks no TLS serves no client within it.
  return seen.byPeer || listenerOf(o, at)?.tls?.handshake === false ? false : undefined;
};

/** Closed, by an alert or without, before anything of the service was answered. */
const refused = (o: Observation, at: Listener, offer: ClientOffer): Seen => {
  const seen = answerTo(o, at, offer);
  if (!seen) return unlessDead(o, at, undefined);
  if (!seen.handshake) return seen.byPeer ? true : served(o, at, offer);
  return seen.answer === 'silent' || !seen.answer ? undefined : seen.answer !== 'answered';
};

export const servesClient = (at: Listener, offer: ClientOffer): Check => ({
  fact: `serves-${words[offer]}`,
  says: `${label(at)} answers ${whom[offer]}`,
  holds: (o) => served(o, at, offer),
  found: (o) => found(o, at, offer),
  of: label(at),
  ...(offer !== 'known' && { exposes: true as const }),
});

export const refusesClient = (at: Listener, offer: ClientOffer): Check => ({
  fact: `refuses-${words[offer]}`,
  says: `${label(at)} refuses ${whom[offer]}`,
  holds: (o) => refused(o, at, offer),
  found: (o) => found(o, at, offer),
  of: label(at),
});

const all = ['none', 'known', 'foreign'] as const satisfies ClientOffer[];

/** All clients are turned away, although the service runs. */
export const refusesEveryClient = (at: Listener): Check => ({
  fact: 'refuses-every-client',
  says: `${label(at)} refuses every client, also one with a certificate of that authority`,
  holds: (o) => {
    const seen = all.map((offer) => served(o, at, offer));
    if (seen.includes(true)) return false;
    if (seen.includes(undefined)) return undefined;
    return all.every((offer) => refused(o, at, offer) === true);
  },
  found: (o) => all.map((offer) => found(o, at, offer)).join('; '),
  of: label(at),
});

/** Somebody is refused: a certificate, or its absence, matters to the listener. */
export const judgesClients = (at: Listener): Check => ({
  fact: 'judges-clients',
  says: `${label(at)} refuses clients by their certificates`,
  holds: (o) => {
    const seen = all.map((offer) => refused(o, at, offer));
    if (seen.includes(true)) return true;
    return seen.includes(undefined) ? undefined : false;
  },
  found: (o) => all.map((offer) => found(o, at, offer)).join('; '),
  of: label(at),
  onWire: true,
});

const found = (o: Observation, at: Listener, offer: ClientOffer): string => {
  const seen = answerTo(o, at, offer);
  if (!seen) return `${whom[offer]}: not tried`;
  const { handshake, error, answer = 'no answer', status } = seen;
  if (!handshake) return `${whom[offer]}: no handshake (${error ?? 'closed'})`;
  return `${whom[offer]}: ${[answer, status].filter(Boolean).join(' ')}`;
};
