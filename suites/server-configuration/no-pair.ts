/** Without the pair, or with half of it, a server listens in plaintext. */
import { answersPlaintext, speaksTls } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { rule } from '../rule.ts';
import { insecureWhen, start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { pair } from '../words/settings.ts';

export const noneIsInsecure = rule('server.none-is-insecure', {
  basis: 'explicit',
  risk: 'safer',
  title: 'Without certificate and key a server listens in plaintext',
  why: 'An operator who sets nothing must get what the page says. All other cases are held against this plain start.',
  how: 'The listener answers a plaintext request of its protocol, and a ClientHello gets no ServerHello.',
  source: insecureWhen,

  about: eachListener,
  conditions: [
    { condition: 'neither set', cert: undefined, key: undefined },
    { condition: 'both set to the empty string', cert: '', key: '', basis: 'derived' },
  ],
  start: (at, { cert, key }) => start(at, pair(at, cert, key)),
  expects: 'ready',
  never: (at) => [speaksTls(at)],
  must: (at) => [ready(at.service), answersPlaintext(at)],
});

export const oneOfPairIsInsecure = rule('server.one-of-pair-is-insecure', {
  basis: 'explicit',
  risk: 'safer',
  title: 'With only one of certificate and key a server listens in plaintext',
  why: 'The page promises plaintext, not a refusal to start. A deployment that counts on it stops serving when the service ends instead.',
  how: 'As server.none-is-insecure, and the complete pair of the same files gives TLS.',
  source: insecureWhen,

  about: eachListener,
  conditions: [
    { condition: 'cert only', cert: certificate('right'), key: undefined },
    { condition: 'key only', cert: undefined, key: key('right') },
    { condition: 'the other one empty', cert: certificate('right'), key: '' },
  ],
  start: (at, { cert, key }) => start(at, pair(at, cert, key)),
  expects: 'ready',
  never: (at) => [speaksTls(at)],
  must: (at) => [ready(at.service), answersPlaintext(at)],
  control: pairGivesTls,
});
