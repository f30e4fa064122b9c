/** Section B: Standalone mode: Clients for a single user, without Auth and Users. */
import { caseId } from '../case-id.ts';
import { allOf, anyOf, check, not } from '../checks/check.ts';
import * as hop from '../checks/hop.ts';
import {
  answersPlaintext,
  presentsConfigured,
  servesVerifyingClient,
  speaksTls,
} from '../checks/listener.ts';
import { callStatus, messageAccepted, messageRefused } from '../checks/message.ts';
import * as pg from '../checks/postgres.ts';
import { endsNonZero, errorNames, isReady, ready } from '../checks/service.ts';
import { standaloneRules } from './rules.ts';
import { casesOf, type Row } from '../table.ts';
import type { Case, Check, Look, Peer, Setting, Start, Value } from '../vocabulary.ts';
import { plainAdapter, plainStart, standsAlone } from '../words/controls.ts';
import { posture } from '../words/peers.ts';
import { database, goodPairs, standalone, trusting, verifyFull } from '../words/settings.ts';
import { adapters, listenersOf } from '../words/subjects.ts';

const toAuth: hop.Hop = { from: 'clients', to: 'auth' };

const auth = (state: Peer['state']): { auth: Peer } => ({
  auth: { state, transport: 'adaptive', identity: 'right', clientCertificate: 'ignored' },
});

const start = (settings: Record<Setting, Value>, state: Peer['state'], ...looks: Look[]): Start => ({
  services: ['clients'],
  settings,
  peers: auth(state),
  looks,
});

const base = { subject: 'clients', plain: plainStart('clients') };
const neither = caseId(standaloneRules.needsBoth.id, 'clients', 'neither');

/** The sign of a service that does not stand alone. */
const needsAuth = anyOf(
  'needs-auth',
  'Clients does not become ready, or reaches for Auth',
  not('not-ready', ready('clients'), 'Clients does not become ready'),
  hop.connects(toAuth),
);

const startRows = (): Row[] => [
  {
    ...base,
    condition: 'e-mail + token set',
    expects: 'ready',
    start: start(standalone, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    must: [ready('clients')],
    control: { case: neither, shows: needsAuth },
    effect: standsAlone,
  },
];

const created = (name: string): Check =>
  callStatus(`${name}-succeeds`, name, `${name} succeeds`, (status) => status === 200 || status === 201);

/** A dead service neither serves nor refuses anybody: the premise decides. */
const whenAlive = (one: Check): Check => ({
  ...one,
  holds: (o) => one.holds(o) ?? (isReady(o, 'clients') === false ? false : undefined),
});

const userRows = (): Row[] => [
  {
    ...base,
    condition: 'e-mail + token set',
    expects: 'ready',
    start: start(standalone, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    must: [ready('clients'), whenAlive(created('create-client')), whenAlive(created('read-client'))],
    premise: standsAlone,
  },
];

const refusedCall = (name: string): Check =>
  callStatus(
    `call-with-${name}-refused`,
    `create/${name}`,
    `a call with ${name.replaceAll('-', ' ')} gets 401 or 403`,
    (status) => status === 401 || status === 403,
  );

const createdAnyway: Check = check(
  'created-by-refused-call',
  'something was created by a call that had to be refused',
  (o) => {
    const count = o.calls['count-refused'];
    if (count) return count.status === 200 ? count.detail !== '0' : undefined;
    return isReady(o, 'clients') === false ? false : undefined;
  },
  (o) => `created by refused calls: ${o.calls['count-refused']?.detail ?? 'not counted'}`,
);

const refusalRows = (): Row[] =>
  ['another token', 'no token', 'empty token', 'the e-mail as token'].map((condition) => ({
    ...base,
    condition,
    expects: 'ready',
    start: start(standalone, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    never: [createdAnyway],
    must: [whenAlive(refusedCall(condition.replaceAll(' ', '-')))],
    premise: standsAlone,
    control: {
      case: caseId(standaloneRules.authorizesItsUser.id, 'clients', 'e-mail + token set'),
      shows: created('create-client'),
    },
  }));

const neverCallsRows = (): Row[] => [
  {
    ...base,
    condition: 'a tap with an answering Auth behind it',
    expects: 'ready',
    start: start(standalone, 'answers', 'call:set-up', 'call:authorize-message'),
    never: [hop.connects(toAuth)],
    must: [
      whenAlive(created('create-client')),
      whenAlive(created('read-client')),
      whenAlive(
        callStatus(
          'message-authorized',
          'authorize-message',
          'a message is authorized',
          (status) => status === 200,
        ),
      ),
    ],
    premise: standsAlone,
    control: { case: plainStart('clients'), shows: hop.connects(toAuth) },
    effect: standsAlone,
  },
];

const settingsOf = {
  'e-mail only': 'clients.standalone.email',
  'token only': 'clients.standalone.token',
} as const;

const needsBothRows = (): Row[] => [
  ...(['e-mail only', 'token only'] as const).map((condition): Row => {
    const setting = settingsOf[condition];
    return {
      ...base,
      condition,
      expects: 'anything',
      start: {
        ...start({ [setting]: standalone[setting] }, 'closing', 'stay'),
        mentions: Object.keys(standalone).filter((one) => one !== setting),
      },
      must: [
        anyOf(
          'reaches-for-auth-or-names-variable',
          'Clients reaches for Auth, or ends with an error that names a standalone variable',
          hop.connects(toAuth),
          allOf(
            'ends-and-names-variable',
            'ends and names it',
            endsNonZero('clients'),
            errorNames('clients', ['clients.standalone.email', 'clients.standalone.token']),
          ),
        ),
      ],
      control: standsAlone,
    };
  }),
  {
    ...base,
    condition: 'neither',
    expects: 'anything',
    start: start({}, 'closing', 'stay'),
    must: [needsAuth],
  },
];

const messageRows = (): Row[] =>
  adapters.map((adapter) => ({
    subject: adapter,
    plain: plainAdapter(adapter),
    condition: 'standalone Clients',
    expects: 'anything',
    start: {
      services: ['clients', adapter],
      settings: standalone,
      peers: auth('absent'),
      looks: ['call:set-up', 'message', 'wrong-secret'],
    },
    never: [messageAccepted(adapter, 'wrong-secret')],
    must: [ready('clients'), messageAccepted(adapter), messageRefused(adapter, 'wrong-secret')],
    premise: standsAlone,
  }));

const listeners = listenersOf('clients');

const transportRows = (): Row[] => {
  const pair = goodPairs(listeners);
  const verified = database('clients', verifyFull, trusting);
  const server = {
    never: listeners.map(answersPlaintext),
    must: listeners.flatMap((at) => [
      speaksTls(at),
      presentsConfigured(at, `clients.${at.name}.cert`),
      servesVerifyingClient(at),
    ]),
  };
  const postgres = {
    never: [pg.sendsPlaintextStartup('clients')],
    must: [pg.everySessionTls('clients')],
  };
  const row = (
    condition: string,
    settings: Record<Setting, Value>,
    ...claims: { never: Check[]; must: Check[] }[]
  ): Row => ({
    ...base,
    condition,
    expects: 'ready',
    start: {
      ...start({ ...standalone, ...settings }, 'absent', 'listeners', 'verified'),
      postgres: posture(),
    },
    // A service that never stood alone has shown nothing about its transport.
    never: claims.flatMap((claim) => claim.never),
    must: [ready('clients'), ...claims.flatMap((claim) => claim.must)],
    premise: standsAlone,
  });
  return [
    row('with the server pair', pair, server),
    row('with Postgres verify-full', verified, postgres),
    row('with both', { ...pair, ...verified }, server, postgres),
  ];
};

export const standaloneMode = (): Case[] => [
  ...casesOf(standaloneRules.startsWithout, startRows()),
  ...casesOf(standaloneRules.authorizesItsUser, userRows()),
  ...casesOf(standaloneRules.refusesEveryoneElse, refusalRows()),
  ...casesOf(standaloneRules.neverCallsAuth, neverCallsRows()),
  ...casesOf(standaloneRules.needsBoth, needsBothRows()),
  ...casesOf(standaloneRules.carriesMessages, messageRows()),
  ...casesOf(standaloneRules.withTransportSecurity, transportRows()),
];
