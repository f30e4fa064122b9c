/** Facts about the messages of a device and the calls of an API that provoked a hop. All pure. */
import type { Observation } from '../../src/model/observation.ts';
import { bootOf, isReady } from './service.ts';
import type { Check, ServiceName } from '../vocabulary.ts';

export const message = (o: Observation, from: ServiceName, attempt: string) =>
  o.messages[`${from}/${attempt}`];

export const messageFound =
  (from: ServiceName, attempt: string) =>
  (o: Observation): string => {
    const seen = message(o, from, attempt);
    return seen ? `message: ${seen.outcome} (${seen.detail})` : `no message sent: ${bootOf(o, from)}`;
  };

/** `attempt`: `right-secret` or `wrong-secret`. A message with the wrong one leaves the service open to others. */
export const messageAccepted = (from: ServiceName, attempt = 'right-secret'): Check => ({
  fact: attempt === 'right-secret' ? 'message-accepted' : `message-accepted-with-${attempt}`,
  says: `a message over ${from} with the ${attempt.replace('-', ' ')} is accepted`,
  holds: (o) => {
    const seen = message(o, from, attempt);
    if (seen) return seen.outcome === 'accepted';
    return isReady(o, from) === false ? false : undefined;
  },
  found: messageFound(from, attempt),
  of: from,
  ...(attempt === 'wrong-secret' && { exposes: true }),
});

/** The same message, sent once more after Clients came back with another certificate. */
export const messageAcceptedAfterRestart = (from: ServiceName): Check => ({
  fact: 'message-accepted-after-restart',
  says: `a message over ${from} is accepted after the restart`,
  holds: (o) => o.messages[`after-restart/${from}/right-secret`]?.outcome === 'accepted',
  found: (o) =>
    `after the restart: ${o.messages[`after-restart/${from}/right-secret`]?.outcome ?? 'no message'}`,
  of: from,
});

/** The protocol's own refusal, or a service that never took messages. */
export const messageRefused = (from: ServiceName, attempt = 'right-secret'): Check => ({
  fact: attempt === 'right-secret' ? 'message-refused' : `message-refused-with-${attempt}`,
  says: `a message over ${from} with the ${attempt.replace('-', ' ')} is refused`,
  holds: (o) => {
    const seen = message(o, from, attempt);
    if (seen) return seen.outcome === 'refused';
    // A service that ended takes no message; one that was never started shows nothing.
    return isReady(o, from) === false ? o.services[from] !== undefined : undefined;
  },
  found: messageFound(from, attempt),
  of: from,
});

export const callStatus = (
  fact: string,
  name: string,
  says: string,
  fits: (status: number) => boolean,
): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = o.calls[name];
    return seen && fits(seen.status);
  },
  found: (o) => {
    const seen = o.calls[name];
    return seen ? `${name}: status ${seen.status} ${seen.detail}` : `${name} was not called`;
  },
});

/** Clients is not restarted where the deployment is down: that counts as false, not as unobserved. */
export const newCertificateAfterRestart: Check = {
  fact: 'new-certificate-after-restart',
  says: 'Clients has another certificate after the restart',
  holds: (o) => {
    const seen = o.facts['restart/new-certificate'];
    if (seen !== undefined) return seen === true;
    return Object.values(o.services).some(({ boot }) => boot.outcome !== 'ready') ? false : undefined;
  },
  found: (o) => `restart/new-certificate: ${String(o.facts['restart/new-certificate'])}`,
};
