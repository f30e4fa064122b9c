/** Facts about a whole deployment: all services run, all hops are used, all end in order. All pure. */
import type { Observation } from '../../src/model/observation.ts';
import { bootOf, isReady, lastError } from './service.ts';
import type { Check } from '../vocabulary.ts';

/** Where a service of the deployment is down, a fact that was not observed counts as false: `ready` reports the failure. */
export const falseIfDown = (one: Check): Check => ({
  ...one,
  holds: (o) => one.holds(o) ?? (someEnded(o) ? false : undefined),
});

/** Services that no case is about count too: the first one that does not run explains all later failures. */
export const everyServiceReady: Check = {
  fact: 'every-service-ready',
  says: 'every service of the deployment becomes ready and stays so',
  holds: (o) => (Object.keys(o.services).length ? !someEnded(o) : undefined),
  found: (o) =>
    Object.keys(o.services)
      .filter((name) => !isReady(o, name))
      .map((name) => `${name}: ${bootOf(o, name)}, ${lastError(o, name)}`)
      .join('; ') || 'all are ready',
};

const someEnded = (o: Observation): boolean =>
  Object.values(o.services).some(
    ({ boot, endedLater }) => boot.outcome !== 'ready' || endedLater !== undefined,
  );

const creating = ['create-client', 'create-channel', 'connect'] as const;

/** Without a client and a channel a refused message would show nothing. */
export const created: Check = {
  fact: 'client-and-channel-created',
  says: 'a client and a channel are created and connected',
  holds: (o) => {
    const calls = creating.map((name) => o.calls.byName[name]);
    if (calls.some((one) => one === undefined)) return Object.keys(o.services).length ? false : undefined;
    return calls.every((one) => one !== undefined && one.status >= 200 && one.status < 300);
  },
  found: (o) =>
    creating
      .map((name) => {
        const seen = o.calls.byName[name];
        return `${name}: ${seen ? `${seen.status} ${seen.detail}` : 'not called'}`;
      })
      .join(', '),
};

export const stopsCleanly: Check = {
  fact: 'stops-on-first-signal',
  says: 'every service ends on the first signal',
  holds: (o) => {
    const running = Object.values(o.services).filter(({ boot }) => boot.outcome === 'ready');
    // A deployment of which nothing runs has failed already; it must not count as unobserved.
    if (!running.length) return Object.keys(o.services).length ? false : undefined;
    return running.every(({ stopped }) => stopped !== undefined && stopped.signal !== 'SIGKILL');
  },
  found: (o) =>
    Object.entries(o.services)
      .map(
        ([name, { stopped }]) =>
          `${name}: ${stopped ? (stopped.signal ?? `code ${stopped.code}`) : 'not stopped'}`,
      )
      .join(', '),
};
