/** The TLS that a listener takes: its versions and its cipher suites. */
import { refusesCiphers, weakCiphers, type WeakCipher } from '../checks/ciphers.ts';
import { ready } from '../checks/service.ts';
import { versionOutcome } from '../checks/versions.ts';
import { furtherCases, rule } from '../rule.ts';
import { start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, pair } from '../words/settings.ts';

export const modernTls = rule('server.modern-tls', {
  basis: 'practice',
  risk: 'weaker',
  title: 'TLS 1.2 and 1.3 are accepted, 1.0, 1.1 and weak cipher suites refused',
  why: 'TLS 1.0 and 1.1 are deprecated; a server that still takes them can be downgraded. RC4, 3DES, NULL and export suites protect little or nothing. With static RSA, the key opens all connections that were ever recorded.',
  how: 'One handshake for each version and each kind of suites, by a probe that was shown to be able to offer it. A refusal counts only from the peer, and one of suites only where the same ClientHello with those of today is accepted.',
  source: { practice: 'RFC 8996; RFC 9325 sections 3.1.1 and 4.1' },

  about: eachListener,
  conditions: [
    { condition: 'TLS 1.0', version: 'TLSv1', wanted: 'refused-by-peer' },
    { condition: 'TLS 1.1', version: 'TLSv1.1', wanted: 'refused-by-peer' },
    { condition: 'TLS 1.2', version: 'TLSv1.2', wanted: 'accepted' },
    { condition: 'TLS 1.3', version: 'TLSv1.3', wanted: 'accepted' },
  ] as const,
  start: (at) => start(at, goodPair(at), 'verified', 'versions'),
  expects: 'ready',
  must: (at, { version, wanted }) => [ready(at.service), versionOutcome(at, version, wanted)],
  control: pairGivesTls,
});

const kinds = Object.keys(weakCiphers) as WeakCipher[];

export const modernCiphers = furtherCases(modernTls, {
  about: eachListener,
  conditions: [
    // Static RSA cannot be agreed on without an RSA certificate.
    ...kinds.map((kind) => ({
      condition: weakCiphers[kind],
      identity: 'right-rsa' as const,
      weak: [kind],
    })),
    {
      condition: 'RC4, 3DES, NULL or export with an EC certificate',
      identity: 'right' as const,
      weak: kinds.filter((kind) => kind !== 'static-rsa'),
    },
  ],
  start: (at, { identity }) =>
    start(at, pair(at, certificate(identity), key(identity)), 'verified', 'ciphers'),
  expects: 'ready',
  must: (at, { weak }) => [ready(at.service), ...weak.map((kind) => refusesCiphers(at, kind))],
  control: pairGivesTls,
});
