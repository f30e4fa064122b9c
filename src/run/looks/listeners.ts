/** Looks at the listeners of a service that is up. */
import { probePlain, probeTls, probeVersion } from '../../observe/listener.ts';
import type { ListenerObservation, TlsVersion } from '../../observe/observation.ts';
import type { ReleaseListener } from '../../release/schema.ts';
import type { Address } from '../runtime.ts';

const versions: readonly TlsVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** The probes of one listener, one after another on fresh connections. `ca`: PEM of the issuing CA. */
export const lookAtListener = async (
  listener: ReleaseListener,
  address: Address,
  servername: string,
  ca: string,
  looks: { verified: boolean; versions: boolean },
  signal: AbortSignal,
): Promise<ListenerObservation> => {
  const { protocol } = listener;
  const path = listener.health;
  const seen: ListenerObservation = {
    plain: await probePlain(address, protocol, { signal, ...(path && { path }) }),
    tls: await probeTls(address, protocol, { servername, verify: false, signal, ...(path && { path }) }),
  };
  if (looks.verified) {
    seen.verified = await probeTls(address, protocol, {
      servername,
      ca,
      verify: true,
      signal,
      ...(path && { path }),
    });
  }
  if (looks.versions) {
    seen.versions = {} as Record<TlsVersion, never>;
    for (const version of versions)
      seen.versions[version] = await probeVersion(address, protocol, version, { servername, signal });
  }
  return seen;
};
