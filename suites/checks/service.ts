/** Facts about how a service starts, ends and explains its end. All pure. */
import type { Observation, ServiceObservation } from '../../src/model/observation.ts';
import type { Check, Seen, ServiceName } from '../vocabulary.ts';

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
  fact: 'ready',
  says: `${service} becomes ready and stays so`,
  holds: (o) => isReady(o, service),
  found: (o) => bootOf(o, service),
  of: service,
  ever: becameReady(service).holds,
});

/** Was ready at any moment, even if it ended afterwards. */
export const becameReady = (service: ServiceName): Check => ({
  fact: 'becomes-ready',
  says: `${service} becomes ready`,
  holds: (o) => o.services[service] && o.services[service].boot.outcome === 'ready',
  found: (o) => bootOf(o, service),
  of: service,
});

export const ends = (service: ServiceName): Check => ({
  fact: 'ends',
  says: `${service} ends by itself`,
  holds: (o) => o.services[service] && ended(o, service) !== undefined,
  found: (o) => bootOf(o, service),
  of: service,
});

export const endsNonZero = (service: ServiceName): Check => ({
  fact: 'ends-non-zero',
  says: `${service} ends with a non-zero exit code`,
  holds: (o) => {
    if (!o.services[service]) return undefined;
    const end = ended(o, service);
    return end !== undefined && end.code !== 0 && end.code !== null;
  },
  found: (o) => bootOf(o, service),
  of: service,
});

/** One of the error lines names the variable or the file. `what`: labels as the arrangement made them. */
export const errorNames = (service: ServiceName, what: readonly string[]): Check => ({
  fact: 'error-names-file',
  says: `an error line of ${service} names the file or the variable`,
  holds: (o) =>
    o.services[service] && o.services[service].output.errorsName.some((name) => what.includes(name)),
  found: (o) => lastError(o, service),
  of: service,
});

export const lastError = (o: Observation, service: ServiceName): string => {
  const errors = o.services[service]?.output.errors ?? [];
  return errors.length ? `error lines: ${errors.slice(0, 3).join(' | ').slice(0, 400)}` : 'no error line';
};
