/** Holds what is predicted of a service against what was observed of it. Pure. */
import type { Comparison } from '../advise/checked/checked.ts';
import { hopName } from '../model/hop.ts';
import type { HopConnection, ListenerObservation, Observation, TlsAnswer } from '../model/observation.ts';

/** What a listener speaks. `foreign`: it demands a certificate of an authority that the files do not name. */
export type ListenerSpeech = 'plaintext' | 'TLS' | 'demands' | 'foreign';
/** How a hop to a peer or to PostgreSQL is. */
export type HopSpeech = 'plaintext' | 'TLS' | 'TLS with certificate' | 'refused';

/** What can be seen of one service that is started alone. Absent: nothing is predicted. */
export interface Prediction {
  container: string;
  service: string;
  /** `true`, or the exit code with which it ends. */
  starts?: true | number;
  listeners: Readonly<Record<string, ListenerSpeech>>;
  /** By peer; `postgres` is one of them. */
  hops: Readonly<Record<string, HopSpeech>>;
}

export interface Seen {
  observation: Observation;
  withCertificate: Readonly<Record<string, TlsAnswer>>;
}

export const compare = (prediction: Prediction, seen: Seen): Comparison[] => {
  const { container, service } = prediction;
  const { infrastructure } = seen.observation;
  const row = (what: string, predicted: string, found: Found): Comparison => ({
    container,
    what,
    predicted,
    ...('observed' in found
      ? { observed: found.observed, outcome: found.observed === predicted ? 'agrees' : 'differs' }
      : { outcome: 'not observed', because: found.because }),
  });
  if (infrastructure) {
    return [row('start', startWord(prediction.starts), { because: infrastructure.message })];
  }
  return [
    ...(prediction.starts === undefined
      ? []
      : [row('start', startWord(prediction.starts), startOf(service, seen))]),
    ...Object.entries(prediction.listeners).map(([listener, predicted]) =>
      row(listener, predicted, listenerOf(service, listener, seen)),
    ),
    ...Object.entries(prediction.hops).map(([to, predicted]) =>
      row(`→ ${to}`, predicted, to === 'postgres' ? sessionsOf(service, seen) : hopOf(service, to, seen)),
    ),
  ];
};

/**
 * Hops that no service opens that stands alone, in a deployment of all of them. What stands between the two ends there
 * sees whether a hop is encrypted, and no certificate of a client.
 */
export const compareTogether = (
  predictions: readonly Prediction[],
  alone: readonly Comparison[],
  { hops, infrastructure }: Observation,
): Comparison[] =>
  infrastructure
    ? []
    : predictions.flatMap(({ container, service, hops: predicted }) =>
        Object.entries(predicted).flatMap(([to, speech]): Comparison[] => {
          const before = alone.find((one) => one.container === container && one.what === `→ ${to}`);
          const opened = (hops[hopName({ from: service, to })]?.connections ?? []).filter(
            ({ opening }) => opening !== 'nothing',
          );
          if (before?.outcome !== 'not observed' || speech === 'refused' || opened.length === 0) return [];
          const encrypted = (tls: boolean): string => (tls ? 'encrypted' : 'plaintext');
          const [wanted, odd] = [
            speech !== 'plaintext',
            opened.find((one) => (one.opening === 'tls') !== (speech !== 'plaintext')),
          ];
          return [
            {
              container,
              what: `→ ${to}, in a deployment`,
              predicted: encrypted(wanted),
              observed: encrypted(odd ? !wanted : wanted),
              outcome: odd ? 'differs' : 'agrees',
            },
          ];
        }),
      );

type Found = { observed: string } | { because: string };

const startWord = (starts: true | number | undefined): string =>
  typeof starts === 'number' ? `ends with exit code ${starts}` : 'starts';

const startOf = (service: string, { observation }: Seen): Found => {
  const seen = observation.services[service];
  if (!seen) return { because: 'it was not started' };
  const { boot, endedLater } = seen;
  if (boot.outcome === 'hung') {
    return observation.busy === undefined
      ? { observed: 'neither starts nor ends' }
      : { because: observation.busy };
  }
  const ended = boot.outcome === 'exited' ? boot : endedLater;
  if (!ended) return { observed: startWord(true) };
  return { observed: ended.code === null ? `ends by ${ended.signal ?? 'a signal'}` : startWord(ended.code) };
};

const listenerOf = (service: string, listener: string, { observation, withCertificate }: Seen): Found => {
  const seen = observation.services[service]?.listeners[listener];
  if (!seen) return { because: 'the service does not run' };
  // An MQTT listener answers nothing but a device that it knows, and devices publish in plaintext here.
  const published = observation.messages.some(
    ({ adapter, outcome }) => adapter === service && outcome === 'accepted',
  );
  if (listener === 'mqtt' && published) return { observed: 'plaintext' };
  return speechOf(seen, withCertificate[listener]);
};

const speechOf = ({ plain, tls }: ListenerObservation, asked: TlsAnswer | undefined): Found => {
  if (plain?.answer === 'answered') return { observed: 'plaintext' };
  if (tls?.answer === 'answered') return { observed: 'TLS' };
  if (asked?.answer === 'answered') return { observed: 'demands' };
  // A refusal counts only of a server that has spoken TLS before it.
  const spoken = [tls, asked].some((one) => one?.handshake || one?.error?.startsWith('ERR_SSL_TLSV13_ALERT'));
  return spoken ? { observed: 'foreign' } : { because: 'it answered neither in plaintext nor in TLS' };
};

const hopOf = (service: string, to: string, { observation }: Seen): Found => {
  const connections = observation.hops[hopName({ from: service, to })]?.connections ?? [];
  const opened = connections.filter(({ opening }) => opening !== 'nothing');
  const [first] = opened;
  if (!first) return { because: 'the service did not open it in this start' };
  const good = opened.find(isServed);
  if (!good) return { observed: 'refused' };
  if (good.opening !== 'tls') return { observed: 'plaintext' };
  return { observed: good.tls?.clientCertificate == null ? 'TLS' : 'TLS with certificate' };
};

/** The other end read a call. */
const isServed = ({ opening, tls, calls }: HopConnection): boolean =>
  calls.length > 0 && (opening !== 'tls' || tls?.established === true);

const sessionsOf = (service: string, { observation }: Seen): Found => {
  const seen = observation.sessions[service];
  if (!seen) return { because: 'PostgreSQL was not asked' };
  const [first] = seen.sessions;
  if (first) {
    if (!first.tls) return { observed: 'plaintext' };
    return { observed: first.clientDn ? 'TLS with certificate' : 'TLS' };
  }
  const tried = observation.hops[hopName({ from: service, to: 'postgres' })]?.connections.length ?? 0;
  return tried > 0 || seen.refusals.length > 0
    ? { observed: 'refused' }
    : { because: 'the service did not reach PostgreSQL in this start' };
};
