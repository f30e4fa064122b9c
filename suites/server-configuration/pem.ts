/** Certificate and key in every usual form of PEM. */
import { answersPlaintext, servesConfiguredTls } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { rule } from '../rule.ts';
import { pairFiles, start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { pair } from '../words/settings.ts';

export const readsPem = rule('server.reads-pem', {
  basis: 'derived',
  risk: 'availability',
  title: 'Certificate and key are read in every usual PEM form',
  why: 'The page says PEM without a restriction; a form that is not read keeps a correct deployment from starting.',
  how: 'As server.pair-is-tls with EC, RSA and Ed25519 keys, each key encoding, a chain, both in one file, CRLF line ends, leading text, blanks, and a byte order mark.',
  source: pairFiles,

  about: eachListener,
  conditions: [
    { condition: 'EC P-256', cert: certificate('right'), key: key('right') },
    { condition: 'EC P-384', cert: certificate('right-p384'), key: key('right-p384') },
    { condition: 'RSA-2048', cert: certificate('right-rsa'), key: key('right-rsa') },
    { condition: 'RSA-4096', cert: certificate('right-rsa-4096'), key: key('right-rsa-4096') },
    { condition: 'Ed25519', cert: certificate('right-ed25519'), key: key('right-ed25519') },
    { condition: 'PKCS#8', cert: certificate('right-rsa'), key: key('right-rsa', 'pkcs8') },
    { condition: 'PKCS#1', cert: certificate('right-rsa'), key: key('right-rsa', 'pkcs1') },
    { condition: 'SEC1', cert: certificate('right'), key: key('right', 'sec1') },
    {
      condition: 'EC PARAMETERS before the key',
      cert: certificate('right'),
      key: key('right', 'parameters'),
    },
    { condition: 'leaf + intermediate', cert: certificate('right-chain'), key: key('right-chain') },
    {
      condition: 'both in one file',
      cert: certificate('right', 'with-key'),
      key: key('right', 'with-certificate'),
    },
    { condition: 'CRLF line ends', cert: certificate('right', 'crlf'), key: key('right', 'crlf') },
    {
      condition: 'text before the first block',
      cert: certificate('right', 'preamble'),
      key: key('right', 'preamble'),
    },
    {
      condition: 'blank lines and blanks at line ends',
      cert: certificate('right', 'blanks'),
      key: key('right', 'blanks'),
    },
    {
      // RFC 7468 knows no byte order mark; editors write it all the same.
      condition: 'UTF-8 byte order mark first',
      level: 'info',
      cert: certificate('right', 'bom'),
      key: key('right', 'bom'),
    },
  ],
  start: (at, { cert, key }) => start(at, pair(at, cert, key), 'verified'),
  expects: 'ready',
  never: (at) => [answersPlaintext(at)],
  must: (at) => [ready(at.service), ...servesConfiguredTls(at)],
  control: pairGivesTls,
});
