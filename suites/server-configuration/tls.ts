/** Rows of section A about the TLS that a listener takes: its versions and its cipher suites. */
import { refusesCiphers, weakCiphers } from '../checks/ciphers.ts';
import type { Listener } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { versionOutcome } from '../checks/versions.ts';
import { base, start } from './words.ts';
import type { TlsVersion } from '../../src/model/observation.ts';
import type { Row } from '../table.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, pair } from '../words/settings.ts';

const versions: readonly [TlsVersion, 'accepted' | 'refused-by-peer'][] = [
  ['TLSv1', 'refused-by-peer'],
  ['TLSv1.1', 'refused-by-peer'],
  ['TLSv1.2', 'accepted'],
  ['TLSv1.3', 'accepted'],
];

export const versionRows = (at: Listener): Row[] =>
  versions.map(([version, wanted]) => ({
    ...base(at),
    condition: version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS '),
    expects: 'ready',
    start: start(at, goodPair(at), 'verified', 'versions'),
    must: [ready(at.service), versionOutcome(at, version, wanted)],
    control: pairGivesTls(at),
  }));

const kinds = Object.keys(weakCiphers) as (keyof typeof weakCiphers)[];

/** With an RSA certificate, as static RSA cannot be agreed on without; with one of EC where others can be, too. */
export const cipherRows = (at: Listener): Row[] => {
  const row = (condition: string, of: 'right' | 'right-rsa', weak: typeof kinds): Row => ({
    ...base(at),
    condition,
    expects: 'ready',
    start: start(at, pair(at, certificate(of), key(of)), 'verified', 'ciphers'),
    must: [ready(at.service), ...weak.map((one) => refusesCiphers(at, one))],
    control: pairGivesTls(at),
  });
  return [
    ...kinds.map((one) => row(weakCiphers[one], 'right-rsa', [one])),
    row(
      'RC4, 3DES, NULL or export with an EC certificate',
      'right',
      kinds.filter((one) => one !== 'static-rsa'),
    ),
  ];
};
