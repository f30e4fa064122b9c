/** Looks at the listeners of a service that is up. */
import type { Address } from '../../model/address.ts';
import type { ListenerObservation } from '../../model/observation.ts';
import {
  probeByClient,
  probeCiphers,
  probeHttp2,
  probePlain,
  probeTls,
  probeVersions,
  type ClientPairs,
  type Offerable,
  type OfferableCiphers,
} from '../../probe/listener.ts';
import type { ReleaseListener } from '../../release/schema.ts';

/** The probes of one listener, one after another on fresh connections. `ca`: PEM of the issuing CA. */
export const probeListener = async (
  listener: ReleaseListener,
  address: Address,
  {
    servername,
    ca,
    probes,
    signal,
  }: {
    servername: string;
    ca: string;
    probes: {
      http2?: boolean;
      verified?: boolean;
      clients?: ClientPairs | undefined;
      versions?: Offerable | undefined;
      ciphers?: OfferableCiphers | undefined;
    };
    signal: AbortSignal;
  },
): Promise<ListenerObservation> => {
  const { protocol } = listener;
  const path = listener.health;
  const seen: ListenerObservation = {
    plain: await probePlain(address, protocol, { signal, ...(path && { path }) }),
    tls: await probeTls(address, protocol, { servername, verify: false, signal, ...(path && { path }) }),
  };
  if (probes.http2 && protocol === 'http') {
    seen.http2 = await probeHttp2(address, { signal, ...(path && { path }) });
  }
  if (probes.verified) {
    seen.verified = await probeTls(address, protocol, {
      servername,
      ca,
      verify: true,
      signal,
      ...(path && { path }),
    });
  }
  if (probes.clients) {
    const about = { servername, signal, ...(path && { path }) };
    seen.byClient = await probeByClient(address, protocol, probes.clients, about);
  }
  if (probes.versions) {
    // Without the proof nothing is known to have been offered.
    seen.versions = await probeVersions(address, protocol, probes.versions, { servername, signal });
  }
  if (probes.ciphers) {
    seen.ciphers = await probeCiphers(address, protocol, probes.ciphers, { servername, signal });
  }
  return seen;
};
