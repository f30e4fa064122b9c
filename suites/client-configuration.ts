/** Section C: Client Configuration: what the CA file of an outgoing gRPC connection does on the wire. */
import { anyOf, becameReady, ends, endsNonZero, errorNames, not, ready } from './checks.ts';
import { clientRules } from './client-rules.ts';
import { ca, caSetting, peer } from './client-words.ts';
import * as hop from './hop-checks.ts';
import type { Hop } from './hop-checks.ts';
import { certificate, key, plainStart } from './server-configuration.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type {
  Case,
  Check,
  FileValue,
  Look,
  Peer,
  PeerName,
  ServiceName,
  Start,
  Value,
} from './vocabulary.ts';

/** An outgoing connection under test. The page's one variable covers an adapter's hop to Clients. */
interface Subject extends Hop {
  id: string;
  /** Hops that only a release's own names can secure one by one. */
  only?: 'release';
  plain: string;
}

export const adapters = ['http-adapter', 'mqtt-adapter', 'ws-adapter', 'coap-adapter'] as const;

const documented: readonly Subject[] = [
  ...adapters.map((from) => ({
    id: from,
    from,
    to: 'clients' as const,
    plain: caseId('ca.unset-is-insecure', from, 'unset'),
  })),
  { id: 'clients', from: 'clients', to: 'auth', plain: plainStart('clients') },
];

/** No release calls Auth from the MQTT or the CoAP adapter. */
const furtherPeers = (from: ServiceName): PeerName[] =>
  from === 'http-adapter' || from === 'ws-adapter'
    ? ['channels', 'domains', 'auth']
    : ['channels', 'domains'];

const others: readonly Subject[] = adapters.flatMap((from) =>
  furtherPeers(from).map((to) => ({
    id: `${from}.${to}`,
    from,
    to,
    only: 'release' as const,
    plain: caseId('ca.unset-is-insecure', from, 'unset'),
  })),
);

/** Provokes the RPC that every claim about the wire needs. */
const provoking = (at: Subject): Look[] =>
  at.from === 'clients' ? ['call:list-clients'] : at.to === 'domains' ? ['message', 'names'] : ['message'];

const start = (at: Subject, value: Value | undefined, towards: Peer, ...looks: Look[]): Start => ({
  services: [at.from],
  settings: value === undefined ? {} : { [caSetting(at)]: value },
  peers: { [at.to]: towards },
  looks: [...provoking(at), ...looks],
});

const base = (at: Subject) => ({ subject: at.id, plain: at.plain, ...(at.only && { only: at.only }) });

const goodCase = (at: Subject): string => caseId('ca.set-uses-tls', at.id, goodCondition);
const goodCondition = "CA file of the peer's issuer";
const setUsesTls = (at: Subject) => ({ case: goodCase(at), shows: hop.opensWithTls(at) });

/** The message went through; for Clients, whose calls the tap counts, the peer answered a call. */
const accepted = (at: Subject): Check[] =>
  at.from === 'clients' ? [hop.isServed(at)] : [hop.messageAccepted(at.from), hop.isServed(at)];

/** Refused by the protocol, or, where the peer is called at start, never ready. */
const refused = (at: Subject): Check[] =>
  at.from === 'clients'
    ? [not('not-served', hop.isServed(at), `no call of ${at.from} is answered`)]
    : [hop.messageRefused(at.from)];

const secure = (at: Subject) => ({
  expects: 'accepted' as const,
  forbidden: [hop.opensInPlaintext(at)],
  required: [ready(at.from), hop.talksTls(at), ...accepted(at)],
});

const unsetRows = (at: Subject): Row[] =>
  [['unset', undefined] as const, ['empty string', ''] as const].map(([condition, value]) => ({
    ...base(at),
    condition,
    ...(condition === 'empty string' && { basis: 'derived' as const }),
    expects: 'accepted',
    // A companion follows whatever it is opened with: this is the plain start of the service.
    start: start(at, value, peer('adaptive'), 'stay'),
    forbidden: [hop.opensWithTls(at)],
    required: [ready(at.from), hop.opensInPlaintext(at), ...accepted(at)],
  }));

const setRows = (at: Subject): Row[] => [
  {
    ...base(at),
    ...secure(at),
    condition: goodCondition,
    start: start(at, ca('right'), peer('tls')),
    effect: setUsesTls(at),
  },
];

const severalRows = (at: Subject): Row[] => {
  const bundles = [
    ['bundle right+other', ca('right', 'other')],
    ['bundle other+right', ca('other', 'right')],
    ['bundle with comments', { file: 'ca', of: ['right', 'other'], form: 'comments' } as const],
  ] as const;
  const issuers = [
    ['peer of the right one', 'right'],
    ['peer of the other one', 'other-ca'],
  ] as const;
  return bundles.flatMap(([bundle, value]) =>
    issuers.map(([issuer, identity]) => ({
      ...base(at),
      ...secure(at),
      condition: `${bundle}, ${issuer}`,
      start: start(at, value, peer('tls', { identity })),
      control: setUsesTls(at),
    })),
  );
};

const untrusted: readonly (readonly [string, Peer])[] = [
  ['peer of another CA', peer('tls', { identity: 'other-ca' })],
  ['expired', peer('tls', { identity: 'expired' })],
  ['wrong name', peer('tls', { identity: 'wrong-name' })],
  ['self-signed', peer('tls', { identity: 'self-signed' })],
  ['peer speaks plaintext', peer('plaintext')],
];

const trustRows = (at: Subject): Row[] =>
  untrusted.map(([condition, towards]) => ({
    ...base(at),
    condition,
    expects: 'anything',
    start: start(at, ca('right'), towards, 'linger'),
    forbidden: [
      hop.opensInPlaintext(at),
      hop.sendsApplicationBytes(at),
      ...(at.from === 'clients' ? [] : [hop.messageAccepted(at.from)]),
    ],
    required: [hop.opensWithTls(at), ...refused(at)],
    control: setUsesTls(at),
  }));

const stops = (at: Subject) => ({
  expects: 'stopped' as const,
  // A service that stops for its CA file has not opened a connection yet.
  forbidden: [becameReady(at.from), hop.connects(at)],
  required: [ends(at.from)],
  strict: [endsNonZero(at.from), errorNames(at.from, [caSetting(at)])],
  control: setUsesTls(at),
});

const damaged = (as: 'missing' | 'empty' | 'garbage' | 'directory'): FileValue => ({
  file: 'damaged',
  as,
  name: 'ca',
});

const unreadableRows = (at: Subject): Row[] =>
  (
    [
      ['missing path', damaged('missing')],
      ['a directory', damaged('directory')],
      ['no read permission', { file: 'ca', of: ['right'], form: 'unreadable' }],
    ] as const
  ).map(([condition, value]) => ({
    ...base(at),
    ...stops(at),
    condition,
    start: {
      ...start(at, value, peer('adaptive')),
      ...(condition === 'no read permission' && { otherUser: true as const }),
    },
  }));

const uselessRows = (at: Subject): Row[] => [
  ...(
    [
      ['empty file', damaged('empty')],
      ['garbage', damaged('garbage')],
      ['a private key', key('right')],
      ['DER', { file: 'ca', of: ['right'], form: 'der' }],
    ] as const
  ).map(([condition, value]) => ({
    ...base(at),
    ...stops(at),
    condition,
    start: start(at, value, peer('adaptive')),
  })),
  {
    ...base(at),
    condition: 'only an expired CA',
    level: 'info',
    expects: 'anything',
    start: start(at, ca('expired'), peer('tls')),
    forbidden: [hop.opensInPlaintext(at)],
    required: [
      anyOf(
        'ends-or-message-refused',
        `${at.from} ends, or its message is refused`,
        ends(at.from),
        ...refused(at),
      ),
    ],
    control: setUsesTls(at),
  },
];

const certificateRows = (at: Subject): Row[] =>
  (['asked', 'demanded'] as const).map((clientCertificate) => {
    const demanded = clientCertificate === 'demanded';
    return {
      ...base(at),
      condition: demanded ? 'peer demands one' : 'peer asks for a client certificate',
      expects: demanded ? ('anything' as const) : ('accepted' as const),
      start: start(at, ca('right'), peer('tls', { clientCertificate })),
      forbidden: [hop.presentsCertificate(at), hop.opensInPlaintext(at)],
      required: demanded ? [hop.opensWithTls(at), ...refused(at)] : secure(at).required,
      control: setUsesTls(at),
    };
  });

const mutualRows = (at: Subject): Row[] => [
  {
    ...base(at),
    only: 'release',
    condition: 'a client pair',
    expects: 'anything',
    start: {
      ...start(at, ca('right'), peer('tls', { clientCertificate: 'demanded' })),
      settings: {
        [caSetting(at)]: ca('right'),
        [`${at.from}.${at.to}.cert`]: certificate('client'),
        [`${at.from}.${at.to}.key`]: key('client'),
      },
    },
    required: [hop.opensWithTls(at)],
    strict: [
      not(
        'no-client-certificate',
        hop.presentsCertificate(at),
        'no client certificate is presented: mutual authentication is beyond the page',
      ),
    ],
    control: setUsesTls(at),
  },
];

/** All that the page's one variable of an adapter promises to cover, set together. */
const allHopsRows = (): Row[] =>
  adapters.map((from: ServiceName) => {
    const hops = [{ from, to: 'clients' as const }, ...others.filter((one) => one.from === from)];
    return {
      subject: from,
      condition: 'all-hops',
      only: 'release',
      plain: caseId('ca.unset-is-insecure', from, 'unset'),
      expects: 'accepted',
      start: {
        services: [from],
        settings: Object.fromEntries(hops.map((one) => [caSetting(one), ca('right')])),
        peers: Object.fromEntries(hops.map(({ to }) => [to, peer('tls')])),
        looks: ['message', 'names'],
      },
      forbidden: hops.map(hop.opensInPlaintext),
      required: [ready(from), hop.messageAccepted(from), hop.talksTls(hops[0]!)],
    };
  });

export const clientConfiguration = (): Case[] => {
  const subjects = [...documented, ...others];
  const each = (rule: keyof typeof clientRules, rows: (at: Subject) => Row[]): Case[] =>
    casesOf(clientRules[rule], subjects.flatMap(rows));
  return [
    ...each('unsetIsInsecure', unsetRows),
    ...each('setUsesTls', setRows),
    ...casesOf(clientRules.setUsesTls, allHopsRows()),
    ...each('severalCas', severalRows),
    ...each('trustsOnlyThose', trustRows),
    ...each('unreadableStopsStart', unreadableRows),
    ...each('uselessContentStopsStart', uselessRows),
    ...each('noClientCertificate', certificateRows),
    ...casesOf(clientRules.mutualAuthentication, documented.flatMap(mutualRows)),
  ];
};
