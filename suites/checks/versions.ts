/** Facts about the protocol versions that a listener takes. */
import type { TlsVersion } from '../../src/model/observation.ts';
import { label, listenerOf, unlessDead, type Listener } from './listener.ts';
import type { Check } from '../vocabulary.ts';

const versionWords: Record<TlsVersion, string> = {
  TLSv1: 'tls-1-0',
  'TLSv1.1': 'tls-1-1',
  'TLSv1.2': 'tls-1-2',
  'TLSv1.3': 'tls-1-3',
};

export const versionOutcome = (
  at: Listener,
  version: TlsVersion,
  wanted: 'accepted' | 'refused-by-peer',
): Check => ({
  fact: `${wanted === 'accepted' ? 'accepts' : 'refuses'}-${versionWords[version]}`,
  says: `${label(at)} ${wanted === 'accepted' ? 'accepts' : 'refuses'} ${version}`,
  holds: (o) => {
    const seen = listenerOf(o, at)?.versions?.[version];
    if (!seen) return unlessDead(o, at, undefined);
    // A listener that speaks plaintext alone accepts no version; the control says whether the pair had an effect.
    if (seen.outcome === 'unclear' && listenerOf(o, at)?.tls?.handshake === false) {
      return wanted !== 'accepted';
    }
    return seen.outcome === 'not-offered' || seen.outcome === 'unclear' ? undefined : seen.outcome === wanted;
  },
  found: (o) => {
    const seen = listenerOf(o, at)?.versions?.[version];
    return seen ? `${version}: ${seen.outcome} (${seen.detail})` : `${version} was not offered`;
  },
  of: label(at),
});
