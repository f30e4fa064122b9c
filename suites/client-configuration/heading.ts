/** Section C: Client Configuration: what the CA file of an outgoing gRPC connection does on the wire. */
import { anyOf, not } from '../checks/check.ts';
import { offersOldTls } from '../checks/hello.ts';
import * as hop from '../checks/hop.ts';
import * as later from '../checks/later.ts';
import { messageAccepted } from '../checks/message.ts';
import { becameReady, ends, endsNonZero, errorNames, ready } from '../checks/service.ts';
import { clientRules } from './rules.ts';
import {
  accepted,
  base,
  documented,
  others,
  refused,
  secure,
  served,
  setUsesTls,
  start,
  type Subject,
} from './table.ts';
import { trustRows } from './trust.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case, ServiceName } from '../vocabulary.ts';
import { goodCa, plainAdapter } from '../words/controls.ts';
import { ca, certificate, damaged, key } from '../words/files.ts';
import { peer } from '../words/peers.ts';
import { caSetting } from '../words/settings.ts';
import { adapters } from '../words/subjects.ts';

const unsetRows = (at: Subject): Row[] =>
  [['unset', undefined] as const, ['empty string', ''] as const].map(([condition, value]) => ({
    ...base(at),
    condition,
    ...(condition === 'empty string' && { basis: 'derived' as const }),
    expects: 'accepted',
    // A companion follows whatever it is opened with: this is the plain start of the service.
    start: start(at, value, peer('adaptive'), 'stay'),
    never: [hop.opensWithTls(at)],
    must: [ready(at.from), hop.opensInPlaintext(at), ...accepted(at)],
  }));

const setRows = (at: Subject): Row[] => [
  {
    ...base(at),
    ...secure(at),
    condition: goodCa,
    start: start(at, ca('right'), peer('tls')),
    effect: setUsesTls(at),
  },
  ...(later.comesBack(at)
    ? [
        {
          ...base(at),
          ...secure(at),
          condition: 'three connections one after another',
          expects: later.judgesMessages(at) ? ('accepted' as const) : ('ready' as const),
          start: start(at, ca('right'), peer('tls', { callsAConnection: 1 }), ...later.againLooks(at)),
          must: [
            ready(at.from),
            hop.talksTls(at),
            ...served(at),
            later.eachConnectionTls(at, 3),
            ...later.allAccepted(at),
          ],
          control: setUsesTls(at),
        },
      ]
    : []),
];

/** What every ClientHello of the good start offers. */
const helloRows = (at: Subject): Row[] => [
  {
    ...base(at),
    condition: 'versions in the ClientHello',
    expects: 'accepted',
    start: start(at, ca('right'), peer('tls')),
    never: [offersOldTls(hop.hopName(at))],
    must: [hop.opensWithTls(at)],
    premise: setUsesTls(at),
    control: setUsesTls(at),
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

const stops = (at: Subject) => ({
  expects: 'stopped' as const,
  // A service that stops for its CA file has not opened a connection yet; what it does over one tells how bad it is.
  never: [becameReady(at.from), hop.connects(at), hop.opensInPlaintext(at), hop.sendsApplicationBytes(at)],
  must: [ends(at.from)],
  should: [endsNonZero(at.from), errorNames(at.from, [caSetting(at)])],
  control: setUsesTls(at),
});

const unreadableRows = (at: Subject): Row[] =>
  (
    [
      ['missing path', damaged('missing', 'ca')],
      ['a directory', damaged('directory', 'ca')],
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
      ['empty file', damaged('empty', 'ca')],
      ['garbage', damaged('garbage', 'ca')],
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
    never: [hop.opensInPlaintext(at)],
    must: [
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

const certificateRows = (at: Subject): Row[] => {
  const silent = {
    ...base(at),
    never: [hop.presentsCertificate(at), hop.opensInPlaintext(at)],
    control: setUsesTls(at),
  };
  const asking = start(at, ca('right'), peer('tls', { clientCertificate: 'asked' }));
  return [
    {
      ...silent,
      condition: 'peer asks for a client certificate',
      expects: 'accepted',
      start: asking,
      must: secure(at).must,
    },
    {
      ...silent,
      condition: 'peer demands one',
      expects: 'anything',
      start: start(at, ca('right'), peer('tls', { clientCertificate: 'demanded' })),
      must: [hop.opensWithTls(at), ...refused(at)],
    },
    // The page gives no other client a pair that it could take for its own.
    ...(at.from === 'clients'
      ? [
          {
            ...silent,
            condition: 'own server pair set, peer asks for a client certificate',
            expects: 'accepted' as const,
            start: { ...asking, settings: { ...asking.settings, ...ownServerPair } },
            must: secure(at).must,
          },
        ]
      : []),
  ];
};

const ownServerPair = Object.fromEntries(
  ['http', 'grpc'].flatMap((listener) => [
    [`clients.${listener}.cert`, certificate('right')],
    [`clients.${listener}.key`, key('right')],
  ]),
);

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
    must: [hop.opensWithTls(at)],
    should: [
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
      plain: plainAdapter(from),
      expects: 'accepted',
      start: {
        services: [from],
        settings: Object.fromEntries(hops.map((one) => [caSetting(one), ca('right')])),
        peers: Object.fromEntries(hops.map(({ to }) => [to, peer('tls')])),
        looks: ['message', 'names'],
      },
      never: hops.map(hop.opensInPlaintext),
      must: [ready(from), messageAccepted(from), hop.talksTls(hops[0]!)],
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
    ...each('modernTls', helloRows),
    ...casesOf(clientRules.mutualAuthentication, documented.flatMap(mutualRows)),
  ];
};
