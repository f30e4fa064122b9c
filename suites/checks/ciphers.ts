/** Facts about the cipher suites that a listener takes. All pure. */
import type { CipherOffer } from '../../src/model/observation.ts';
import { label, listenerOf, unlessDead, type Listener } from './listener.ts';
import type { Check } from '../vocabulary.ts';

export type WeakCipher = Exclude<CipherOffer, 'ecdhe'>;

export const weakCiphers: Readonly<Record<WeakCipher, string>> = {
  rc4: 'RC4',
  '3des': '3DES',
  'null-or-export': 'NULL or export',
  'static-rsa': 'static RSA',
};

/**
 * The peer refuses an offer of nothing but these suites, and takes the same ClientHello with suites of today. Without
 * the second handshake, the first one shows nothing.
 */
export const refusesCiphers = (at: Listener, weak: WeakCipher): Check => ({
  fact: `refuses-${weak}`,
  says: `${label(at)} refuses TLS 1.2 with ${weakCiphers[weak]} alone`,
  holds: (o) => {
    const seen = listenerOf(o, at);
    if (!seen?.ciphers) return unlessDead(o, at, undefined);
    const { [weak]: asked, ecdhe } = seen.ciphers;
    if (asked.outcome === 'accepted') return false;
    // A listener that speaks plaintext alone takes no suite; the control says whether the pair had an effect.
    if (seen.tls?.handshake === false) return true;
    return ecdhe.outcome === 'accepted' && asked.outcome === 'refused-by-peer' ? true : undefined;
  },
  found: (o) => {
    const seen = listenerOf(o, at)?.ciphers;
    if (!seen) return `${weakCiphers[weak]}: not offered`;
    const { [weak]: asked, ecdhe } = seen;
    return `${weakCiphers[weak]}: ${asked.outcome} (${asked.detail}); ECDHE: ${ecdhe.outcome} (${ecdhe.detail})`;
  },
  of: label(at),
});
