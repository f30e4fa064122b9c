/** With the pair a server listens with TLS: nothing else at any moment, and at no other socket. */
import { anyOf } from '../checks/check.ts';
import {
  answersPlaintext,
  isHttp,
  label,
  presentsConfigured,
  servesConfiguredTls,
  speaksTls,
  watchedClosely,
  type Listener,
} from '../checks/listener.ts';
import {
  answersHttp2InPlaintext,
  anyPlaintext,
  listensUndeclared,
  siblingAnswersPlaintext,
} from '../checks/plaintext.ts';
import { ends, ready } from '../checks/service.ts';
import { furtherCases, rule, type Subjects } from '../rule.ts';
import { insecureWhen, pairFiles, start } from './sources.ts';
import { eachListener } from '../words/about.ts';
import { pairGivesTls, plainListener } from '../words/controls.ts';
import { certificate, key } from '../words/files.ts';
import { goodPair, goodPairs, pair } from '../words/settings.ts';
import { byService, pairedListeners, type Platform } from '../words/platform.ts';
import { listenersIn } from '../words/shape.ts';
import { listenersOf } from '../words/subjects.ts';

export const pairIsTls = rule('server.pair-is-tls', {
  basis: 'derived',
  risk: 'weaker',
  title: 'With certificate and key a server listens with TLS and nothing else',
  why: 'It is the inverse of the same sentence: an operator who sets both expects encryption. Without it, credentials and messages pass in the clear.',
  how: 'The presented chain is the configured one, a client that trusts only the issuing CA is served, and no plaintext request is answered by the service: not by HTTP/2 with prior knowledge, not at another socket, at no moment from before the start until two seconds after it. Closing, an alert, a bare HTTP 400, or a redirect to https without data of the service are no answer.',
  source: [...insecureWhen, ...pairFiles],

  about: eachListener,
  conditions: [
    {
      condition: 'cert + key',
      start: (at) => start(at, goodPair(at), 'verified', 'plaintext-watch', 'wait-for-retry'),
      expects: 'ready',
      never: (at) => [answersPlaintext(at)],
      must: (at) => [ready(at.service), ...servesConfiguredTls(at), watchedClosely(at)],
      effect: pairGivesTls,
    },
    {
      condition: 'plaintext HTTP/2 with prior knowledge',
      where: isHttp,
      start: (at) => start(at, goodPair(at), 'verified', 'http2', 'plaintext-watch', 'wait-for-retry'),
      expects: 'ready',
      never: (at) => [answersHttp2InPlaintext(at)],
      must: (at) => [ready(at.service)],
      control: pairGivesTls,
    },
    {
      condition: 'every socket',
      start: (at) => start(at, goodPair(at), 'verified', 'sockets', 'wait-for-retry'),
      expects: 'ready',
      never: (at) => [listensUndeclared(at), siblingAnswersPlaintext(at)],
      must: (at) => [ready(at.service)],
      control: pairGivesTls,
    },
    {
      condition: 'expired certificate',
      level: 'info',
      start: (at) => start(at, pair(at, certificate('expired'), key('expired')), 'plaintext-watch'),
      expects: 'anything',
      never: (at) => [answersPlaintext(at)],
      must: (at) => [
        anyOf(
          'serves-expired-certificate-or-ends',
          `${label(at)} serves the expired certificate, or the service refuses it and ends`,
          presentsConfigured(at, `${label(at)}.cert`),
          ends(at.service),
        ),
      ],
      control: pairGivesTls,
    },
  ],
});

interface WithListeners {
  service: Listener['service'];
  own: Listener[];
}
const eachWithListeners: Subjects<WithListeners> = {
  each: (shape) =>
    (['users', 'clients'] as const).map((service) => ({ service, own: listenersIn(service, shape) })),
  platform: (platform) => byService(pairedListeners(platform)).map(([service, own]) => ({ service, own })),
  subject: ({ service }) => service,
  plain: ({ own }) => plainListener(own[0]!),
};

/** Where a release has one pair a listener: all that the page's one pair covers, set together. */
export const allListenersAreTls = furtherCases(pairIsTls, {
  about: eachWithListeners,
  conditions: [{ condition: 'all-listeners' }],
  only: 'release',
  start: ({ service, own }) => ({
    services: [service],
    settings: goodPairs(own),
    probes: ['listeners', 'verified', 'http2', 'sockets', 'plaintext-watch', 'wait-for-retry'],
  }),
  expects: 'ready',
  never: ({ own }) => [
    ...own.flatMap((at) => [...anyPlaintext(at), siblingAnswersPlaintext(at)]),
    // About the service: the sockets are read once for all its listeners.
    ...own.slice(0, 1).map(listensUndeclared),
  ],
  must: ({ service, own }) => [
    ready(service),
    ...own.flatMap((at) => [...servesConfiguredTls(at), watchedClosely(at)]),
  ],
});

interface Neighbours {
  at: Listener;
  neighbour: Listener;
}
const eachNeighbour: Subjects<Neighbours> = {
  each: (shape) =>
    (['users', 'clients'] as const).flatMap((service) => {
      const own = listenersIn(service, shape);
      return listenersOf(service).flatMap((at) =>
        own.filter(({ name }) => name !== at.name).map((neighbour) => ({ at, neighbour })),
      );
    }),
  platform: (platform) =>
    byService(pairedListeners(platform)).flatMap(([, own]) =>
      own.flatMap((at) => own.filter((other) => other !== at).map((neighbour) => ({ at, neighbour }))),
    ),
  subject: ({ at }) => label(at),
  plain: ({ at }) => plainListener(at),
};

/** The same: a pair belongs to its listener alone, and the others stay as without any. */
export const neighbourStaysPlaintext = furtherCases(pairIsTls, {
  about: eachNeighbour,
  conditions: [{ condition: 'its neighbour has no pair' }],
  only: 'release',
  apart: ({ neighbour }) => Object.keys(goodPair(neighbour)),
  start: ({ at }) => start(at, goodPair(at), 'verified'),
  expects: 'ready',
  never: ({ neighbour }) => [speaksTls(neighbour)],
  must: ({ at, neighbour }) => [ready(at.service), answersPlaintext(neighbour)],
  control: ({ at }) => pairGivesTls(at),
});

interface WithOthers extends WithListeners {
  /** Of another service. */
  others: readonly Listener[];
}

/** Beyond the page: each service, and the first other one that has a pair. */
const strangersIn = (platform: Platform): WithOthers[] => {
  const all = byService(platform.listeners.filter(({ knobs }) => knobs.includes('cert')));
  return byService(pairedListeners(platform)).flatMap(([service, own]) => {
    const [, others] = all.find(([other]) => other !== service) ?? [];
    return others ? [{ service, own, others }] : [];
  });
};

const eachBesideAnother: Subjects<WithOthers> = {
  each: (shape) =>
    (['users', 'clients'] as const).map((service) => ({
      service,
      own: listenersIn(service, shape),
      others: listenersOf(service === 'users' ? 'clients' : 'users'),
    })),
  platform: strangersIn,
  subject: ({ service }) => service,
  plain: ({ own }) => plainListener(own[0]!),
};

/** The pair of the other service must not matter. */
export const ownSettingsOnly = rule('server.own-settings-only', {
  basis: 'derived',
  risk: 'availability',
  title: "A service does not read the other service's pair",
  why: 'The page gives each service variables for itself. In a shared environment a foreign pair would change the transport unasked.',
  how: "The other service's pair is set: the listeners stay in plaintext.",
  source: pairFiles,

  about: eachBesideAnother,
  conditions: [{ condition: "the other service's variables set" }],
  start: ({ service, others }) => ({
    services: [service],
    settings: goodPairs(others),
    probes: ['listeners'],
  }),
  expects: 'ready',
  never: ({ own }) => own.map(speaksTls),
  must: ({ service, own }) => [ready(service), ...own.map(answersPlaintext)],
  control: ({ own }) => pairGivesTls(own[0]!),
});
