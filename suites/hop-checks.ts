/** Facts about outgoing gRPC connections: what the peer's tap saw, and what became of the message. */
import type { HopConnection, Observation } from '../src/observe/observation.ts';
import { bootOf, check, exposing, isReady } from './checks.ts';
import type { Check, PeerName, Seen, ServiceName } from './vocabulary.ts';

export interface Hop {
  from: ServiceName;
  to: PeerName;
}

export const hopName = ({ from, to }: Hop): string => `${from}→${to}`;

const connections = (o: Observation, hop: Hop): readonly HopConnection[] | undefined =>
  o.hops[hopName(hop)]?.connections;

const found =
  (hop: Hop) =>
  (o: Observation): string => {
    const seen = connections(o, hop);
    if (!seen) return `no tap at ${hopName(hop)}`;
    const count = (which: (c: HopConnection) => boolean): number => seen.filter(which).length;
    const bytes = seen.reduce((sum, c) => sum + (c.opening === 'tls' ? c.applicationBytes : 0), 0);
    const errors = [...new Set(seen.map((c) => c.tls?.error).filter((e) => e !== undefined))];
    return (
      `${hopName(hop)}: ${seen.length} connection(s), ${count(opensTls)} with a ClientHello ` +
      `(${count((c) => c.tls?.established === true)} established, ${bytes} application bytes inside), ` +
      `${count(opensPlaintext)} plaintext HTTP/2, ${seen.flatMap((c) => c.calls).length} call(s)` +
      (errors.length ? `; ${errors.join(', ')}` : '')
    );
  };

const opensTls = (c: HopConnection): boolean => c.opening === 'tls';
const opensPlaintext = (c: HopConnection): boolean => c.opening === 'h2-plaintext';

/** A fact about all connections of a hop. */
export const tapped = (
  fact: string,
  says: string,
  hop: Hop,
  holds: (seen: readonly HopConnection[]) => Seen,
): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = connections(o, hop);
      return seen && holds(seen);
    },
    found(hop),
    hopName(hop),
  );

export const opensWithTls = (hop: Hop): Check => ({
  ...tapped('opens-with-tls', `${hop.from} opens with a ClientHello towards ${hop.to}`, hop, (seen) =>
    seen.some(opensTls),
  ),
  onWire: true,
});

export const opensInPlaintext = (hop: Hop): Check => ({
  ...tapped('opens-in-plaintext', `${hop.from} opens plaintext HTTP/2 towards ${hop.to}`, hop, (seen) =>
    seen.some(opensPlaintext),
  ),
  exposes: true,
});

export const connects = (hop: Hop): Check =>
  tapped('connects', `${hop.from} connects to ${hop.to}`, hop, (seen) => seen.length > 0);

/** A handshake with ALPN h2 and application bytes inside it. */
export const talksTls = (hop: Hop): Check =>
  tapped('talks-tls', `${hop.from} talks TLS with ALPN h2 to ${hop.to}`, hop, (seen) =>
    seen.some((c) => c.tls?.established === true && c.tls.alpn === 'h2' && c.applicationBytes > 0),
  );

/** Application bytes of the service inside TLS: it trusted the peer. */
export const sendsApplicationBytes = (hop: Hop): Check =>
  tapped('sends-application-bytes', `${hop.from} sends application bytes to ${hop.to}`, hop, (seen) =>
    seen.some((c) => c.calls.length > 0 || (c.opening === 'tls' && c.applicationBytes > 0)),
  );

export const presentsCertificate = (hop: Hop): Check =>
  tapped(
    'presents-client-certificate',
    `${hop.from} presents a client certificate to ${hop.to}`,
    hop,
    (seen) => seen.some((c) => typeof c.tls?.clientCertificate === 'string'),
  );

export const isServed = (hop: Hop): Check =>
  tapped('is-served', `${hop.to} answers a call of ${hop.from}`, hop, (seen) =>
    seen.some((c) => c.calls.length > 0),
  );

export const message = (o: Observation, from: ServiceName, attempt: string) =>
  o.messages[`${from}/${attempt}`];

export const messageFound =
  (from: ServiceName, attempt: string) =>
  (o: Observation): string => {
    const seen = message(o, from, attempt);
    return seen ? `message: ${seen.outcome} (${seen.detail})` : `no message sent: ${bootOf(o, from)}`;
  };

/** `attempt`: `right-secret`, `wrong-secret`, `after-restart/…` is a prefix of the service. */
export const messageAccepted = (from: ServiceName, attempt = 'right-secret'): Check =>
  (attempt === 'wrong-secret' ? exposing : check)(
    attempt === 'right-secret' ? 'message-accepted' : `message-accepted-with-${attempt}`,
    `a message over ${from} with the ${attempt.replace('-', ' ')} is accepted`,
    (o) => {
      const seen = message(o, from, attempt);
      if (seen) return seen.outcome === 'accepted';
      return isReady(o, from) === false ? false : undefined;
    },
    messageFound(from, attempt),
    from,
  );

/** The same message, sent once more after Clients came back with another certificate. */
export const messageAcceptedAfterRestart = (from: ServiceName): Check =>
  check(
    'message-accepted-after-restart',
    `a message over ${from} is accepted after the restart`,
    (o) => o.messages[`after-restart/${from}/right-secret`]?.outcome === 'accepted',
    (o) => `after the restart: ${o.messages[`after-restart/${from}/right-secret`]?.outcome ?? 'no message'}`,
    from,
  );

/** The protocol's own refusal, or a service that never took messages. */
export const messageRefused = (from: ServiceName, attempt = 'right-secret'): Check =>
  check(
    attempt === 'right-secret' ? 'message-refused' : `message-refused-with-${attempt}`,
    `a message over ${from} with the ${attempt.replace('-', ' ')} is refused`,
    (o) => {
      const seen = message(o, from, attempt);
      if (seen) return seen.outcome === 'refused';
      // A service that ended takes no message; one that was never started shows nothing of the kind.
      return isReady(o, from) === false ? o.services[from] !== undefined : undefined;
    },
    messageFound(from, attempt),
    from,
  );

export const callStatus = (
  fact: string,
  name: string,
  says: string,
  fits: (status: number) => boolean,
): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = o.calls[name];
      return seen && fits(seen.status);
    },
    (o) => {
      const seen = o.calls[name];
      return seen ? `${name}: status ${seen.status} ${seen.detail}` : `${name} was not called`;
    },
  );

/** Nobody restarts Clients where a deployment is not up: what is not there then is not unobserved. */
export const newCertificateAfterRestart: Check = check(
  'new-certificate-after-restart',
  'Clients has another certificate after the restart',
  (o) => {
    const seen = o.facts['restart/new-certificate'];
    if (seen !== undefined) return seen === true;
    return Object.values(o.services).some(({ boot }) => boot.outcome !== 'ready') ? false : undefined;
  },
  (o) => `restart/new-certificate: ${String(o.facts['restart/new-certificate'])}`,
);
