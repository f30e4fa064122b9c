/** Facts about the messages of a device and the calls of an API that provoked a hop. All pure. */
import type { CallObservation, MessageAttempt, MessageObservation } from '../../src/model/exchange.ts';
import type { Observation } from '../../src/model/observation.ts';
import { bootOf, isReady } from './service.ts';
import type { Check, ServiceName } from '../vocabulary.ts';

export const message = (
  o: Observation,
  from: ServiceName,
  attempt: MessageAttempt,
  phase: MessageObservation['phase'] = 'as-started',
): MessageObservation | undefined =>
  o.messages.find((one) => one.adapter === from && one.attempt === attempt && one.phase === phase);

/** Which message it is, as a report says it. */
export const messageName = ({ adapter, attempt, phase }: MessageObservation): string =>
  `${phase === 'after-restart' ? 'after-restart/' : ''}${adapter}/${attempt}`;

/** A message with the right secret, of any phase, that was not accepted. */
export const lostMessage = (o: Observation): MessageObservation | undefined =>
  o.messages.find(({ attempt, outcome }) => attempt === 'right-secret' && outcome !== 'accepted');

export const messageFound =
  (from: ServiceName, attempt: MessageAttempt) =>
  (o: Observation): string => {
    const seen = message(o, from, attempt);
    return seen ? `message: ${seen.outcome} (${seen.detail})` : `no message sent: ${bootOf(o, from)}`;
  };

/** `attempt`: `right-secret` or `wrong-secret`. A message with the wrong one leaves the service open to others. */
export const messageAccepted = (from: ServiceName, attempt: MessageAttempt = 'right-secret'): Check => ({
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
  holds: (o) => message(o, from, 'right-secret', 'after-restart')?.outcome === 'accepted',
  found: (o) =>
    `after the restart: ${message(o, from, 'right-secret', 'after-restart')?.outcome ?? 'no message'}`,
  of: from,
});

/** The protocol's own refusal, or a service that never took messages. */
export const messageRefused = (from: ServiceName, attempt: MessageAttempt = 'right-secret'): Check => ({
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

export const callStatus = ({
  fact,
  says,
  name,
  call,
  fits,
}: Pick<Check, 'fact' | 'says'> & {
  /** Of the call, as a report says it. */
  name: string;
  call: (o: Observation) => CallObservation | undefined;
  fits: (status: number) => boolean;
}): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = call(o);
    return seen && fits(seen.status);
  },
  found: (o) => {
    const seen = call(o);
    return seen ? `${name}: status ${seen.status} ${seen.detail}` : `${name} was not called`;
  },
});

/** Clients is not restarted where the deployment is down: that counts as false, not as unobserved. */
export const newCertificateAfterRestart: Check = {
  fact: 'new-certificate-after-restart',
  says: 'Clients has another certificate after the restart',
  holds: (o) => {
    if (o.restart) return o.restart.newCertificate;
    return Object.values(o.services).some(({ boot }) => boot.outcome !== 'ready') ? false : undefined;
  },
  found: (o) => `restart/new-certificate: ${String(o.restart?.newCertificate)}`,
};
