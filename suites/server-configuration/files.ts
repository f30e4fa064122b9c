/** Rows of section A about the files of a pair: every usual form is read, a defective one never leads to plaintext. */
import { label, watchedClosely, type Listener } from '../checks/listener.ts';
import { ends, endsNonZero, errorNames } from '../checks/service.ts';
import { anyPlaintext } from './pair.ts';
import { base, secure, start } from './words.ts';
import type { Row } from '../table.ts';
import type { FileValue, Level, Setting, Value } from '../vocabulary.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, damaged, key } from '../words/files.ts';
import { pair } from '../words/settings.ts';

type Form = readonly [condition: string, cert: FileValue, key: FileValue, level?: Level];

const forms: readonly Form[] = [
  ['EC P-256', certificate('right'), key('right')],
  ['EC P-384', certificate('right-p384'), key('right-p384')],
  ['RSA-2048', certificate('right-rsa'), key('right-rsa')],
  ['RSA-4096', certificate('right-rsa-4096'), key('right-rsa-4096')],
  ['Ed25519', certificate('right-ed25519'), key('right-ed25519')],
  ['PKCS#8', certificate('right-rsa'), key('right-rsa', 'pkcs8')],
  ['PKCS#1', certificate('right-rsa'), key('right-rsa', 'pkcs1')],
  ['SEC1', certificate('right'), key('right', 'sec1')],
  ['EC PARAMETERS before the key', certificate('right'), key('right', 'parameters')],
  ['leaf + intermediate', certificate('right-chain'), key('right-chain')],
  ['both in one file', certificate('right', 'with-key'), key('right', 'with-certificate')],
  ['CRLF line ends', certificate('right', 'crlf'), key('right', 'crlf')],
  ['text before the first block', certificate('right', 'preamble'), key('right', 'preamble')],
  ['blank lines and blanks at line ends', certificate('right', 'blanks'), key('right', 'blanks')],
  // RFC 7468 knows no byte order mark; editors write it all the same.
  ['UTF-8 byte order mark first', certificate('right', 'bom'), key('right', 'bom'), 'info'],
];

export const pemRows = (at: Listener): Row[] =>
  forms.map(([condition, cert, keyFile, level]) => ({
    ...base(at),
    ...secure(at),
    condition,
    ...(level && { level }),
    start: start(at, pair(at, cert, keyFile), 'verified'),
    control: pairGivesTls(at),
  }));

export const badPairRows = (at: Listener): Row[] => {
  const cert = certificate('right');
  const good = key('right');
  const rows: readonly (readonly [string, Record<Setting, Value>])[] = [
    ['cert missing', pair(at, damaged('missing', 'certificate'), good)],
    ['key missing', pair(at, cert, damaged('missing', 'key'))],
    ['cert garbage', pair(at, damaged('garbage', 'certificate'), good)],
    ['key garbage', pair(at, cert, damaged('garbage', 'key'))],
    ['mismatched', pair(at, cert, key('client'))],
    ['swapped', pair(at, good, cert)],
    ['a directory', pair(at, damaged('directory', 'certificate'), good)],
    ['unreadable', pair(at, cert, key('right', 'unreadable'))],
    ['empty file', pair(at, damaged('empty', 'certificate'), good)],
    ['encrypted key', pair(at, cert, key('right', 'encrypted'))],
  ];
  return rows.map(([condition, settings]) => ({
    ...base(at),
    condition,
    expects: 'stopped',
    start: {
      ...start(at, settings, 'watch'),
      ...(condition === 'unreadable' && { otherUser: true as const }),
    },
    never: anyPlaintext(at),
    must: [watchedClosely(at), ends(at.service)],
    should: [endsNonZero(at.service), errorNames(at.service, [`${label(at)}.cert`, `${label(at)}.key`])],
    control: pairGivesTls(at),
  }));
};
