/** Facts about start-up, listeners and output that many rules ask for. All pure. */
import type { ListenerObservation, Observation, ServiceObservation } from '../src/model/observation.ts';
import type { Check, Seen, ServiceName } from './vocabulary.ts';

/**
 * @param fact a permanent word of `test/suites/facts.snapshot`
 * @param of the service, listener or hop that it is about
 */
export const check = (
  fact: string,
  says: string,
  holds: (o: Observation) => Seen,
  found: (o: Observation) => string,
  of?: string,
): Check => ({ fact, says, holds, found, ...(of !== undefined && { of }) });

/** A forbidden fact that leaves data or the service open to others: its risk is `weaker` in every rule. */
export const exposing = (...given: Parameters<typeof check>): Check => ({
  ...check(...given),
  exposes: true,
});

/** The opposite fact; what was not observed stays unobserved. */
export const not = (fact: string, one: Check, says: string): Check =>
  check(fact, says, (o) => negate(one.holds(o)), one.found, one.of);

/** At least one of several facts; unobserved only when none holds and one is unobserved. */
export const anyOf = (fact: string, says: string, ...parts: Check[]): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = parts.map((part) => part.holds(o));
      return seen.includes(true) ? true : seen.includes(undefined) ? undefined : false;
    },
    (o) => parts.map((part) => part.found(o)).join('; '),
    parts[0]?.of,
  );

/** All of several facts; unobserved when none fails and one is unobserved. */
export const allOf = (fact: string, says: string, ...parts: Check[]): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = parts.map((part) => part.holds(o));
      return seen.includes(false) ? false : seen.includes(undefined) ? undefined : true;
    },
    (o) => parts.map((part) => part.found(o)).join('; '),
    parts[0]?.of,
  );

const negate = (seen: Seen): Seen => (seen === undefined ? undefined : !seen);

export const bootOf = (o: Observation, service: ServiceName): string => {
  const seen = o.services[service];
  if (!seen) return 'not started';
  const { boot, endedLater } = seen;
  if (boot.outcome === 'exited') return `ended after ${boot.ms} ms ${exit(boot)}`;
  if (boot.outcome === 'hung') return `neither ready nor ended after ${boot.ms} ms`;
  return endedLater
    ? `ready after ${boot.ms} ms, ended by itself after ${endedLater.ms} ms ${exit(endedLater)}`
    : `ready after ${boot.ms} ms`;
};

const exit = (end: { code: number | null; signal: string | null }): string =>
  end.code === null ? `by ${end.signal ?? 'an unknown signal'}` : `with exit code ${end.code}`;

/** A service that was not reached because one before it did not run is not ready either. */
export const isReady = (o: Observation, service: ServiceName): Seen => {
  const seen = o.services[service];
  if (!seen) return Object.values(o.services).some((one) => !runs(one)) ? false : undefined;
  return runs(seen);
};

const runs = ({ boot, endedLater }: ServiceObservation): boolean => boot.outcome === 'ready' && !endedLater;

const ended = (o: Observation, service: ServiceName): { code: number | null } | undefined => {
  const seen = o.services[service];
  if (seen?.boot.outcome === 'exited') return seen.boot;
  return seen?.endedLater;
};

export const ready = (service: ServiceName): Check => ({
  ...check(
    'ready',
    `${service} becomes ready and stays so`,
    (o) => isReady(o, service),
    (o) => bootOf(o, service),
    service,
  ),
  ever: becameReady(service).holds,
});

/** Was ready at any moment, even if it ended afterwards. */
export const becameReady = (service: ServiceName): Check =>
  check(
    'becomes-ready',
    `${service} becomes ready`,
    (o) => o.services[service] && o.services[service].boot.outcome === 'ready',
    (o) => bootOf(o, service),
    service,
  );

export const ends = (service: ServiceName): Check =>
  check(
    'ends',
    `${service} ends by itself`,
    (o) => o.services[service] && ended(o, service) !== undefined,
    (o) => bootOf(o, service),
    service,
  );

export const endsNonZero = (service: ServiceName): Check =>
  check(
    'ends-non-zero',
    `${service} ends with a non-zero exit code`,
    (o) => {
      if (!o.services[service]) return undefined;
      const end = ended(o, service);
      return end !== undefined && end.code !== 0 && end.code !== null;
    },
    (o) => bootOf(o, service),
    service,
  );

/** One of the error lines names the variable or the file. `what`: labels as the arrangement made them. */
export const errorNames = (service: ServiceName, what: readonly string[]): Check =>
  check(
    'error-names-file',
    `an error line of ${service} names the file or the variable`,
    (o) => o.services[service] && o.services[service].output.errorsName.some((name) => what.includes(name)),
    (o) => lastError(o, service),
    service,
  );

export const lastError = (o: Observation, service: ServiceName): string => {
  const errors = o.services[service]?.output.errors ?? [];
  return errors.length ? `error lines: ${errors.slice(0, 3).join(' | ').slice(0, 400)}` : 'no error line';
};

export interface Listener {
  service: 'users' | 'clients';
  name: 'http' | 'grpc';
}

export const listenerOf = (o: Observation, at: Listener): ListenerObservation | undefined =>
  o.services[at.service]?.listeners[at.name];

/** A service that does not run does nothing, looked at or not. */
export const unlessDead = (o: Observation, at: Listener, seen: Seen): Seen =>
  seen === undefined && isReady(o, at.service) === false ? false : seen;

export const label = (at: Listener): string => `${at.service}.${at.name}`;

/** The service itself answered its protocol in plaintext, at any time. */
export const answersPlaintext = (at: Listener): Check =>
  exposing(
    'plaintext-answered',
    `${label(at)} answers its protocol in plaintext`,
    (o) => {
      const seen = listenerOf(o, at);
      if (seen?.plain?.answer === 'answered' || (seen?.watch?.plaintextAt.length ?? 0) > 0) return true;
      return unlessDead(o, at, seen?.plain || seen?.watch ? false : undefined);
    },
    (o) => {
      const seen = listenerOf(o, at);
      const watch = seen?.watch;
      const watched = watch
        ? `, ${watch.plaintextAt.length} of ${watch.samples} watched samples answered in plaintext` +
          (watch.plaintextAt.length ? ` (first after ${watch.plaintextAt[0]} ms)` : '')
        : '';
      return `plaintext request: ${seen?.plain ? `${seen.plain.answer} ${seen.plain.status ?? ''}`.trim() : 'not sent'}${watched}`;
    },
    label(at),
  );

/** Largest gap, ms, between two samples of a byte probe that counts as continuous. */
export const closelyMs = 20;

/** Step 2 for "never at any moment": the watch ran with samples close enough together. */
export const watchedClosely = (at: Listener): Check =>
  check(
    'watched-closely',
    `the byte probe of ${label(at)} ran without a gap`,
    (o) => {
      const watch = listenerOf(o, at)?.watch;
      return watch && watch.samples > 0 && watch.maxGapMs <= closelyMs ? true : undefined;
    },
    (o) => {
      const watch = listenerOf(o, at)?.watch;
      return watch ? `${watch.samples} samples, largest gap ${watch.maxGapMs} ms` : 'no byte probe';
    },
    label(at),
  );

export const speaksTls = (at: Listener): Check =>
  check(
    'speaks-tls',
    `${label(at)} completes a TLS handshake`,
    (o) => unlessDead(o, at, listenerOf(o, at)?.tls?.handshake),
    (o) => tlsFound(o, at),
    label(at),
  );

/** Any reading of the listener that shows TLS, however it answered the others: the setting does something. */
export const showsTls = (at: Listener): Check => ({
  ...check(
    'shows-tls',
    `${label(at)} completes a TLS handshake`,
    (o) => {
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
    (o) => tlsFound(o, at),
    label(at),
  ),
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

export const configuredChain = (setting: string): string => `configured/${setting}`;

/** The chain that the file holds is what is presented, whole and in order. */
export const presentsConfigured = (at: Listener, setting: string): Check =>
  check(
    'presents-configured-certificate',
    `${label(at)} presents the configured certificate`,
    (o) => {
      const tls = listenerOf(o, at)?.tls;
      const wanted = o.facts[configuredChain(setting)];
      if (tls && !tls.handshake) return false;
      if (!tls?.chain || typeof wanted !== 'string') return unlessDead(o, at, undefined);
      return tls.chain.join(',') === wanted;
    },
    (o) => `presented ${listenerOf(o, at)?.tls?.chain?.map(short).join(', ') || 'nothing'}`,
    label(at),
  );

const short = (fingerprint: string): string => fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase();

/** A client that trusts only the issuing CA, checks the name and has no certificate of its own is served. */
export const servesVerifyingClient = (at: Listener): Check =>
  check(
    'serves-verifying-client',
    `${label(at)} answers over TLS to a client that trusts only the issuing CA`,
    (o) => {
      const verified = listenerOf(o, at)?.verified;
      return unlessDead(o, at, verified && verified.handshake && verified.answer === 'answered');
    },
    (o) => tlsFound(o, at),
    label(at),
  );
