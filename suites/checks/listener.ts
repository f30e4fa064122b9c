/** Facts about what a listener answers, in plaintext and over TLS. All pure. */
import type { ListenerObservation, Observation } from '../../src/model/observation.ts';
import { bootOf, isReady } from './service.ts';
import type { Check, Seen, ServiceName } from '../vocabulary.ts';

export interface Listener {
  service: ServiceName;
  name: string;
  /** Without it, that of its name. */
  protocol?: ListenerProtocol;
  /** The listener by which a service beyond the page is known to start, `auth.http`. */
  first?: string;
}

type ListenerProtocol = 'http' | 'grpc' | 'mqtt' | 'ws' | 'coap';

export const isHttp = ({ name, protocol = name as ListenerProtocol }: Listener): boolean =>
  protocol === 'http';

export const listenerOf = (o: Observation, at: Listener): ListenerObservation | undefined =>
  o.services[at.service]?.listeners[at.name];

/** Where the service is down, a fact that was not observed counts as false. */
export const unlessDead = (o: Observation, at: Listener, seen: Seen): Seen =>
  seen === undefined && isReady(o, at.service) === false ? false : seen;

export const label = (at: Listener): string => `${at.service}.${at.name}`;

/** The service itself answered its protocol in plaintext, at any time. */
export const answersPlaintext = (at: Listener): Check => ({
  fact: 'plaintext-answered',
  says: `${label(at)} answers its protocol in plaintext`,
  holds: (o) => {
    const seen = listenerOf(o, at);
    if (seen?.plain?.answer === 'answered' || (seen?.watch?.plaintextAt.length ?? 0) > 0) return true;
    return unlessDead(o, at, seen?.plain || seen?.watch ? false : undefined);
  },
  found: (o) => {
    const seen = listenerOf(o, at);
    const watch = seen?.watch;
    const watched = watch
      ? `, ${watch.plaintextAt.length} of ${watch.samples} watched samples answered in plaintext` +
        (watch.plaintextAt.length ? ` (first after ${watch.plaintextAt[0]} ms)` : '')
      : '';
    return `plaintext request: ${seen?.plain ? `${seen.plain.answer} ${seen.plain.status ?? ''}`.trim() : 'not sent'}${watched}`;
  },
  of: label(at),
  exposes: true,
});

/** Largest gap, ms, between two samples of a byte probe that counts as continuous. */
export const closelyMs = 20;

/** For "never at any moment": the byte probe ran, with samples close enough together. */
export const watchedClosely = (at: Listener): Check => ({
  fact: 'watched-closely',
  says: `the byte probe of ${label(at)} ran without a gap`,
  holds: (o) => {
    const watch = listenerOf(o, at)?.watch;
    return watch && watch.samples > 0 && watch.maxGapMs <= closelyMs ? true : undefined;
  },
  found: (o) => {
    const watch = listenerOf(o, at)?.watch;
    return watch ? `${watch.samples} samples, largest gap ${watch.maxGapMs} ms` : 'no byte probe';
  },
  of: label(at),
});

export const speaksTls = (at: Listener): Check => ({
  fact: 'speaks-tls',
  says: `${label(at)} completes a TLS handshake`,
  holds: (o) => unlessDead(o, at, listenerOf(o, at)?.tls?.handshake),
  found: (o) => tlsFound(o, at),
  of: label(at),
});

/** One reading that shows TLS is enough to show that the setting does something, whatever the others show. */
export const showsTls = (at: Listener): Check => ({
  fact: 'shows-tls',
  says: `${label(at)} completes a TLS handshake`,
  holds: (o) => {
    const seen = listenerOf(o, at);
    const offers = [...Object.values(seen?.versions ?? {}), ...Object.values(seen?.ciphers ?? {})];
    const readings = [
      ...[seen?.tls?.handshake, seen?.verified?.handshake, seen?.tlsLater?.handshake],
      ...offers.map(({ outcome }) => outcome === 'accepted'),
      ...(seen?.watch?.tlsAt === undefined ? [] : [true]),
    ];
    if (readings.includes(true)) return true;
    return unlessDead(o, at, readings.includes(false) ? false : undefined);
  },
  found: (o) => tlsFound(o, at),
  of: label(at),
  onWire: true,
});

const tlsFound = (o: Observation, at: Listener): string => {
  const seen = listenerOf(o, at);
  const tls = seen?.tls;
  if (!tls) return `no TLS probe (${bootOf(o, at.service)})`;
  if (!tls.handshake) return `TLS: no handshake (${tls.error ?? 'closed'})`;
  const verified = seen.verified;
  const outcome = verified
    ? `; verifying client: ${verified.answer ?? verified.error ?? 'no handshake'}`
    : '';
  return `TLS: ${tls.protocol ?? 'handshake'}, ALPN ${tls.alpn ?? 'none'}, ${tls.chain?.length ?? 0} certificate(s) presented${outcome}`;
};

/** The listener presents the chain of the file, whole and in order. */
export const presentsConfigured = (at: Listener, setting: string): Check => ({
  fact: 'presents-configured-certificate',
  says: `${label(at)} presents the configured certificate`,
  holds: (o) => {
    const tls = listenerOf(o, at)?.tls;
    const wanted = o.configured.certificates[setting];
    if (tls && !tls.handshake) return false;
    if (!tls?.chain || !wanted) return unlessDead(o, at, undefined);
    return tls.chain.join(',') === wanted.chain.join(',');
  },
  found: (o) => `presented ${listenerOf(o, at)?.tls?.chain?.map(short).join(', ') || 'nothing'}`,
  of: label(at),
});

const short = (fingerprint: string): string => fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase();

/** A client that trusts only the issuing CA, checks the name and has no certificate is served. */
export const servesVerifyingClient = (at: Listener): Check => ({
  fact: 'serves-verifying-client',
  says: `${label(at)} answers over TLS to a client that trusts only the issuing CA`,
  holds: (o) => {
    const verified = listenerOf(o, at)?.verified;
    return unlessDead(o, at, verified && verified.handshake && verified.answer === 'answered');
  },
  found: (o) => tlsFound(o, at),
  of: label(at),
});

/** TLS with the configured chain, to a client that verifies it. */
export const servesConfiguredTls = (at: Listener): Check[] => [
  speaksTls(at),
  presentsConfigured(at, `${label(at)}.cert`),
  servesVerifyingClient(at),
];
