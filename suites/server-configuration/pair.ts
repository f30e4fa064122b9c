/** Rows of section A about a good pair: TLS, nothing else at any moment or at any other socket. */
import { anyOf } from '../checks/check.ts';
import {
  answersPlaintext,
  label,
  presentsConfigured,
  speaksTls,
  watchedClosely,
  type Listener,
} from '../checks/listener.ts';
import { answersHttp2InPlaintext, listensUndeclared, siblingAnswersPlaintext } from '../checks/plaintext.ts';
import { ends, ready } from '../checks/service.ts';
import { base, secure, start, type Has } from './words.ts';
import type { Row } from '../table.ts';
import type { Check } from '../vocabulary.ts';
import { pairGivesTls, plainStart } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, pair } from '../words/settings.ts';
import { listeners } from '../words/subjects.ts';

/** All that may be seen of a listener in plaintext, by the byte probe too. */
export const anyPlaintext = (at: Listener): Check[] => [
  answersPlaintext(at),
  ...(at.name === 'http' ? [answersHttp2InPlaintext(at)] : []),
];

export const pairRows = (at: Listener): Row[] => [
  {
    ...base(at),
    ...secure(at),
    condition: 'cert + key',
    start: start(at, goodPair(at), 'verified', 'watch', 'linger'),
    must: [...secure(at).must, watchedClosely(at)],
    effect: pairGivesTls(at),
  },
  ...(at.name === 'http' ? [http2Row(at)] : []),
  {
    ...base(at),
    condition: 'every socket',
    expects: 'ready',
    start: start(at, goodPair(at), 'verified', 'sockets', 'linger'),
    control: pairGivesTls(at),
    never: [listensUndeclared(at), siblingAnswersPlaintext(at)],
    must: [ready(at.service)],
  },
  {
    ...base(at),
    condition: 'expired certificate',
    level: 'info',
    expects: 'anything',
    start: start(at, pair(at, certificate('expired'), key('expired')), 'watch'),
    control: pairGivesTls(at),
    never: [answersPlaintext(at)],
    must: [
      anyOf(
        'serves-expired-certificate-or-ends',
        `${label(at)} serves the expired certificate, or the service refuses it and ends`,
        presentsConfigured(at, `${label(at)}.cert`),
        ends(at.service),
      ),
    ],
  },
];

const http2Row = (at: Listener): Row => ({
  ...base(at),
  condition: 'plaintext HTTP/2 with prior knowledge',
  expects: 'ready',
  start: start(at, goodPair(at), 'verified', 'http2', 'watch', 'linger'),
  control: pairGivesTls(at),
  never: [answersHttp2InPlaintext(at)],
  must: [ready(at.service)],
});

/** Where a release has one pair a listener: all that the page's one pair covers, set together. */
export const allListenersRows = (there: Has): Row[] =>
  (['users', 'clients'] as const).map((service) => {
    const own = ownOf(service, there);
    return {
      subject: service,
      plain: plainStart(service),
      condition: 'all-listeners',
      only: 'release',
      expects: 'ready',
      start: {
        services: [service],
        settings: Object.assign({}, ...own.map(goodPair)),
        looks: ['listeners', 'verified', 'http2', 'sockets', 'watch', 'linger'],
      },
      never: [
        ...own.flatMap((at) => [...anyPlaintext(at), siblingAnswersPlaintext(at)]),
        // About the service, whichever of its listeners shows that its sockets were read.
        ...own.slice(0, 1).map(listensUndeclared),
      ],
      must: [ready(service), ...own.flatMap((at) => [...secure(at).must.slice(1), watchedClosely(at)])],
    };
  });

/** The same: a pair is its own listener's alone, and the others stay as without any. */
export const neighbourRows =
  (there: Has) =>
  (at: Listener): Row[] =>
    ownOf(at.service, there)
      .filter(({ name }) => name !== at.name)
      .map((neighbour) => ({
        ...base(at),
        condition: 'its neighbour has no pair',
        only: 'release',
        apart: Object.keys(goodPair(neighbour)),
        expects: 'ready',
        start: start(at, goodPair(at), 'verified'),
        control: pairGivesTls(at),
        never: [speaksTls(neighbour)],
        must: [ready(at.service), answersPlaintext(neighbour)],
      }));

export const ownOf = (service: Listener['service'], there: Has): Listener[] =>
  listeners.filter((at) => at.service === service && there(at));
