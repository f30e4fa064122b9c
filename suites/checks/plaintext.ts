/** Facts about further ways in plaintext: HTTP/2 with prior knowledge, and other sockets. All pure. */
import type { Observation, PlainAnswer, SocketObservation } from '../../src/model/observation.ts';
import { answersPlaintext, isHttp, label, listenerOf, unlessDead, type Listener } from './listener.ts';
import type { Check } from '../vocabulary.ts';

/** SETTINGS, an answer by HTTP/2, or success. An HTTP/1 server that refuses the unknown method does not count. */
const isHttp2 = ({ answer, status = '', bytes }: PlainAnswer): boolean =>
  answer === 'answered' && (!bytes.startsWith(http1) || status.startsWith('2'));
/** `HTTP/1.`, hex. */
const http1 = '485454502f312e';

/** Plaintext HTTP/2 with prior knowledge was answered, at any time. */
export const answersHttp2InPlaintext = (at: Listener): Check => ({
  fact: 'plaintext-http2-answered',
  says: `${label(at)} answers HTTP/2 with prior knowledge in plaintext`,
  holds: (o) => {
    const seen = listenerOf(o, at);
    const sampled = seen?.watch?.http2At;
    if ((seen?.http2 && isHttp2(seen.http2)) || (sampled?.length ?? 0) > 0) return true;
    return unlessDead(o, at, seen?.http2 || sampled ? false : undefined);
  },
  found: (o) => {
    const seen = listenerOf(o, at);
    const sampled = seen?.watch?.http2At ?? [];
    const asked = seen?.http2 ? `${seen.http2.answer} ${seen.http2.status ?? ''}`.trim() : 'not sent';
    return `HTTP/2 in plaintext: ${asked}${sampled.length ? `, answered to the byte probe after ${sampled[0]} ms` : ''}`;
  },
  of: label(at),
  exposes: true,
});

/** All that a listener may answer in plaintext, to the byte probe too. */
export const anyPlaintext = (at: Listener): Check[] => [
  answersPlaintext(at),
  ...(isHttp(at) ? [answersHttp2InPlaintext(at)] : []),
];

/**
 * Sockets of the service. Undefined where they were not read, or where what was read lacks the listener, which is known
 * to be there.
 */
const socketsOf = (o: Observation, at: Listener): readonly SocketObservation[] | undefined => {
  const sockets = o.services[at.service]?.sockets;
  return sockets?.some(({ declared, probed }) => probed && declared === at.name) ? sockets : undefined;
};

/** The release file declares neither a listener nor an inner port at one of the sockets. */
export const listensUndeclared = (at: Listener): Check => ({
  fact: 'listens-undeclared',
  says: `${at.service} listens where no listener is declared`,
  holds: (o) => {
    const some = o.services[at.service]?.sockets?.some(isUndeclared);
    return some || unlessDead(o, at, socketsOf(o, at) && false);
  },
  found: (o) => found(o, at),
  of: at.service,
});

/** The listener's port at another address, where TLS is spoken at the one that is probed. */
export const siblingAnswersPlaintext = (at: Listener): Check => ({
  fact: 'sibling-answers-plaintext',
  says: `${label(at)} answers in plaintext at another address of its port, while it speaks TLS at its own`,
  holds: (o) => {
    if (listenerOf(o, at)?.tls?.handshake === false) return false;
    const siblings = socketsOf(o, at)?.filter(({ declared, probed }) => declared === at.name && !probed);
    if (siblings?.some(({ plain }) => plain?.answer === 'answered')) return true;
    return unlessDead(o, at, siblings?.every(({ plain }) => plain) ? false : undefined);
  },
  found: (o) => found(o, at),
  of: label(at),
  exposes: true,
});

const isUndeclared = ({ declared }: SocketObservation): boolean => declared === undefined;

const found = (o: Observation, at: Listener): string => {
  const sockets = o.services[at.service]?.sockets;
  return sockets
    ? `listens at ${sockets.map(inWords).join(', ') || 'nothing'}`
    : 'what it listens on was not read';
};

const inWords = ({ protocol, address, port, declared, plain }: SocketObservation): string => {
  const where = `${protocol} ${address.includes(':') ? `[${address}]` : address}:${port}`;
  const answer = plain?.answer === 'answered' ? `, answers ${plain.status ?? ''} in plaintext` : '';
  return `${where} (${declared ?? 'undeclared'}${answer})`;
};
