/** Facts about outgoing gRPC connections, as the tap before the peer saw them. All pure. */
import { hopName } from '../../src/model/hop.ts';
import type { HopConnection, Observation } from '../../src/model/observation.ts';
import type { Check, PeerName, Seen, ServiceName } from '../vocabulary.ts';

export interface Hop {
  from: ServiceName;
  to: PeerName;
  /**
   * Of a hop beyond the page: the service uses it at its start, or for a call that the release file names. Without it,
   * a message does, or for Clients a call of its API.
   */
  provokedBy?: 'start' | 'call';
}

/** A message over the adapter opens the hop, and is accepted or refused by what comes of it. */
export const isForMessages = ({ from, provokedBy }: Hop): boolean =>
  provokedBy === undefined && from !== 'clients';

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
): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = connections(o, hop);
    return seen && holds(seen);
  },
  found: found(hop),
  of: hopName(hop),
});

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
