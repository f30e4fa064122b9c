/** Section A: headings Users and Clients of Server Configuration: when does a listener speak TLS, and with what. */
import type { TlsVersion } from '../src/observe/observation.ts';
import {
  answersPlaintext,
  anyOf,
  ends,
  endsNonZero,
  errorNames,
  label,
  presentsConfigured,
  printsSecrets,
  ready,
  servesVerifyingClient,
  showsTls,
  speaksTls,
  versionOutcome,
  watchedClosely,
  type Listener,
} from './checks.ts';
import { serverRules } from './server-rules.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case, Check, FileValue, Identity, Look, Setting, Start, Value } from './vocabulary.ts';

const listeners: readonly Listener[] = [
  { service: 'users', name: 'http' },
  { service: 'users', name: 'grpc' },
  { service: 'clients', name: 'http' },
  { service: 'clients', name: 'grpc' },
];

export const certificate = (of: Identity, form: 'pem' | 'crlf' | 'preamble' = 'pem'): FileValue => ({
  file: 'certificate',
  of,
  form,
});
type KeyForm = Extract<FileValue, { file: 'key' }>['form'] & string;
export const key = (of: Identity, form: KeyForm = 'pkcs8'): FileValue => ({ file: 'key', of, form });

type Has = (at: Listener) => boolean;

/** The pair of one listener; under the page's naming one pair serves both listeners of a service. */
const pair = (at: Listener, cert?: Value, keyFile?: Value): Record<Setting, Value> => ({
  ...(cert !== undefined && { [`${label(at)}.cert`]: cert }),
  ...(keyFile !== undefined && { [`${label(at)}.key`]: keyFile }),
});

const start = (at: Listener, settings: Record<Setting, Value>, ...looks: Look[]): Start => ({
  services: [at.service],
  settings,
  looks: ['listeners', ...looks],
});

export const plainStart = (service: 'users' | 'clients'): string =>
  caseId('server.none-is-insecure', `${service}.http`, 'neither set');
const thePair = (at: Listener): string => caseId('server.pair-is-tls', label(at), 'cert + key');

/** Control predicate of this section: setting the pair changed the transport. */
const pairGivesTls = (at: Listener): { case: string; shows: Check } => ({
  case: thePair(at),
  shows: showsTls(at),
});

const insecure = (at: Listener) => ({
  expects: 'ready' as const,
  forbidden: [speaksTls(at)],
  required: [ready(at.service), answersPlaintext(at)],
});

const secure = (at: Listener) => ({
  expects: 'ready' as const,
  forbidden: [answersPlaintext(at)],
  required: [
    ready(at.service),
    speaksTls(at),
    presentsConfigured(at, `${label(at)}.cert`),
    servesVerifyingClient(at),
  ],
});

const base = (at: Listener) => ({ subject: label(at), plain: plainStart(at.service) });

const noneRows = (at: Listener): Row[] => [
  { ...base(at), ...insecure(at), condition: 'neither set', start: start(at, {}) },
  {
    ...base(at),
    ...insecure(at),
    condition: 'both set to the empty string',
    basis: 'derived',
    start: start(at, pair(at, '', '')),
  },
];

const oneOfPairRows = (at: Listener): Row[] =>
  (
    [
      ['cert only', pair(at, certificate('right'))],
      ['key only', pair(at, undefined, key('right'))],
      ['the other one empty', pair(at, certificate('right'), '')],
    ] as const
  ).map(([condition, settings]) => ({
    ...base(at),
    ...insecure(at),
    condition,
    start: start(at, settings),
    control: pairGivesTls(at),
  }));

const pairRows = (at: Listener): Row[] => [
  {
    ...base(at),
    ...secure(at),
    condition: 'cert + key',
    start: start(at, pair(at, certificate('right'), key('right')), 'verified'),
    effect: pairGivesTls(at),
  },
  {
    ...base(at),
    condition: 'expired certificate',
    level: 'info',
    expects: 'anything',
    start: start(at, pair(at, certificate('expired'), key('expired')), 'watch'),
    control: pairGivesTls(at),
    forbidden: [answersPlaintext(at)],
    required: [
      anyOf(
        'serves-expired-certificate-or-ends',
        `${label(at)} serves the expired certificate, or the service refuses it and ends`,
        presentsConfigured(at, `${label(at)}.cert`),
        ends(at.service),
      ),
    ],
  },
];

const pemRows = (at: Listener): Row[] =>
  (
    [
      ['EC P-256', certificate('right'), key('right')],
      ['RSA-2048', certificate('right-rsa'), key('right-rsa')],
      ['PKCS#8', certificate('right-rsa'), key('right-rsa', 'pkcs8')],
      ['PKCS#1', certificate('right-rsa'), key('right-rsa', 'pkcs1')],
      ['SEC1', certificate('right'), key('right', 'sec1')],
      ['leaf + intermediate', certificate('right-chain'), key('right-chain')],
      ['CRLF line ends', certificate('right', 'crlf'), key('right', 'crlf')],
      ['text before the first block', certificate('right', 'preamble'), key('right', 'preamble')],
    ] as const
  ).map(([condition, cert, keyFile]) => ({
    ...base(at),
    ...secure(at),
    condition,
    start: start(at, pair(at, cert, keyFile), 'verified'),
    control: pairGivesTls(at),
  }));

const damaged = (
  as: 'missing' | 'empty' | 'garbage' | 'directory',
  name: 'certificate' | 'key',
): FileValue => ({
  file: 'damaged',
  as,
  name,
});

const badPairRows = (at: Listener): Row[] => {
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
    forbidden: [answersPlaintext(at)],
    required: [watchedClosely(at), ends(at.service)],
    strict: [endsNonZero(at.service), errorNames(at.service, [`${label(at)}.cert`, `${label(at)}.key`])],
    control: pairGivesTls(at),
  }));
};

const versions: readonly [TlsVersion, 'accepted' | 'refused-by-peer'][] = [
  ['TLSv1', 'refused-by-peer'],
  ['TLSv1.1', 'refused-by-peer'],
  ['TLSv1.2', 'accepted'],
  ['TLSv1.3', 'accepted'],
];

const versionRows = (at: Listener): Row[] =>
  versions.map(([version, wanted]) => ({
    ...base(at),
    condition: version === 'TLSv1' ? 'TLS 1.0' : version.replace('TLSv', 'TLS '),
    expects: 'ready',
    start: start(at, pair(at, certificate('right'), key('right')), 'verified', 'versions'),
    required: [ready(at.service), versionOutcome(at, version, wanted)],
    control: pairGivesTls(at),
  }));

const secretRows = (others: readonly Case[]): Row[] =>
  listeners.flatMap((at) => {
    const silent = {
      ...base(at),
      expects: 'anything' as const,
      forbidden: printsSecrets(at.service),
      control: pairGivesTls(at),
    };
    const inline = pair(at, certificate('right'), { ...key('right'), inline: true });
    return [
      {
        ...silent,
        condition: 'all rows above',
        start: start(at, pair(at, certificate('right'), key('right')), 'verified'),
        over: others.filter((one) => one.subject === label(at)).map((one) => one.id),
      },
      { ...silent, condition: 'pem-as-path', start: start(at, inline) },
    ];
  });

/** The other service's pair must not matter. */
const ownSettingsRows = (there: Has): Row[] =>
  (['users', 'clients'] as const).map((service) => {
    const other = service === 'users' ? 'clients' : 'users';
    const own = listeners.filter((at) => at.service === service && there(at));
    const foreign = listeners.filter((at) => at.service === other);
    const settings = Object.assign({}, ...foreign.map((at) => pair(at, certificate('right'), key('right'))));
    return {
      subject: service,
      plain: plainStart(service),
      condition: "the other service's variables set",
      expects: 'ready',
      start: { services: [service], settings, looks: ['listeners'] },
      forbidden: own.map(speaksTls),
      required: [ready(service), ...own.map(answersPlaintext)],
      control: pairGivesTls(own[0]!),
    };
  });

/** Where a release has one pair a listener: all that the page's one pair covers, set together. */
const allListenersRows = (there: Has): Row[] =>
  (['users', 'clients'] as const).map((service) => {
    const own = listeners.filter((at) => at.service === service && there(at));
    return {
      subject: service,
      plain: plainStart(service),
      condition: 'all-listeners',
      only: 'release',
      expects: 'ready',
      start: {
        services: [service],
        settings: Object.assign({}, ...own.map((at) => pair(at, certificate('right'), key('right')))),
        looks: ['listeners', 'verified'],
      },
      forbidden: own.map(answersPlaintext),
      required: [ready(service), ...own.flatMap((at) => secure(at).required.slice(1))],
    };
  });

/** `there`: the listeners that the release has; a case about a whole service is about those. */
export const serverConfiguration = (there: Has): Case[] => {
  const each = (rule: keyof typeof serverRules, rows: (at: Listener) => Row[]): Case[] =>
    casesOf(serverRules[rule], listeners.flatMap(rows));
  const above = [
    ...each('noneIsInsecure', noneRows),
    ...each('oneOfPairIsInsecure', oneOfPairRows),
    ...each('pairIsTls', pairRows),
    ...casesOf(serverRules.pairIsTls, allListenersRows(there)),
    ...each('readsPem', pemRows),
    ...each('badPairNeverPlaintext', badPairRows),
    ...each('modernTls', versionRows),
  ];
  return [
    ...above,
    ...casesOf(serverRules.secretStaysSecret, secretRows(above)),
    ...casesOf(serverRules.ownSettingsOnly, ownSettingsRows(there)),
  ];
};
