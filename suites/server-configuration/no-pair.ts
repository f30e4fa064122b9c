/** Without the pair, or with half of it, a server listens in plaintext. */
import { answersPlaintext, speaksTls, type Listener } from '../checks/listener.ts';
import { ready } from '../checks/service.ts';
import { rule, type Condition } from '../rule.ts';
import { insecureWhen, start } from './sources.ts';
import type { Value } from '../vocabulary.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { pair } from '../words/settings.ts';

interface GivenPair extends Condition<Listener> {
  /** `undefined`: the variable is not set. */
  cert: Value | undefined;
  key: Value | undefined;
}

/** What both rules ask for: the listener answers in plaintext, and only so. */
const listensInPlaintext = {
  start: (at: Listener, { cert, key }: GivenPair) => start(at, pair(at, cert, key)),
  expects: 'ready',
  never: (at: Listener) => [speaksTls(at)],
  must: (at: Listener) => [ready(at.service), answersPlaintext(at)],
} as const;

export const noneIsInsecure = rule<Listener, GivenPair>('server.none-is-insecure', {
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
  ...listensInPlaintext,
});

export const oneOfPairIsInsecure = rule<Listener, GivenPair>('server.one-of-pair-is-insecure', {
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
  ...listensInPlaintext,
  control: pairGivesTls,
});
