/** Section B: Standalone mode: Clients for a single user, without Auth and Users. */
import {
  allOf,
  answersPlaintext,
  anyOf,
  check,
  endsNonZero,
  errorNames,
  isReady,
  not,
  presentsConfigured,
  ready,
  servesVerifyingClient,
  speaksTls,
  type Listener,
} from './checks.ts';
import { adapters } from './client-configuration.ts';
import * as hop from './hop-checks.ts';
import * as pg from './postgres-checks.ts';
import { database, posture, root, trusting, verifyFull, verifyFullGivesTls } from './postgres-table.ts';
import { certificate, key, plainStart } from './server-configuration.ts';
import { standaloneRules } from './standalone-rules.ts';
import { caseId, casesOf, type Row } from './table.ts';
import type { Case, Check, Look, Peer, Setting, Start, Value } from './vocabulary.ts';

const email = 'operator@example.com';
const token = 'standalone-conformance-token';
const both = { 'clients.standalone.email': email, 'clients.standalone.token': token };
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
const starts = caseId(standaloneRules.startsWithout.id, 'clients', 'e-mail + token set');
const neither = caseId(standaloneRules.needsBoth.id, 'clients', 'neither');

/** The sign of a service that does not stand alone. */
const needsAuth = anyOf(
  'needs-auth',
  'Clients does not become ready, or reaches for Auth',
  not('not-ready', ready('clients'), 'Clients does not become ready'),
  hop.connects(toAuth),
);
const standsAlone = { case: starts, shows: ready('clients') };

const startRows = (): Row[] => [
  {
    ...base,
    condition: 'e-mail + token set',
    expects: 'ready',
    start: start(both, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    required: [ready('clients')],
    control: { case: neither, shows: needsAuth },
    effect: standsAlone,
  },
];

const created = (name: string): Check =>
  hop.callStatus(`${name}-succeeds`, name, `${name} succeeds`, (status) => status === 200 || status === 201);

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
    start: start(both, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    required: [ready('clients'), whenAlive(created('create-client')), whenAlive(created('read-client'))],
    premise: standsAlone,
  },
];

const refusedCall = (name: string): Check =>
  hop.callStatus(
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
    start: start(both, 'absent', 'call:set-up', 'call:refusals', 'stay'),
    forbidden: [createdAnyway],
    required: [whenAlive(refusedCall(condition.replaceAll(' ', '-')))],
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
    start: start(both, 'answers', 'call:set-up', 'call:authorize-message'),
    forbidden: [hop.connects(toAuth)],
    required: [
      whenAlive(created('create-client')),
      whenAlive(created('read-client')),
      whenAlive(
        hop.callStatus(
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
        ...start({ [setting]: both[setting] }, 'closing', 'stay'),
        mentions: Object.keys(both).filter((one) => one !== setting),
      },
      required: [
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
    required: [needsAuth],
  },
];

const messageRows = (): Row[] =>
  adapters.map((adapter) => ({
    subject: adapter,
    plain: caseId('ca.unset-is-insecure', adapter, 'unset'),
    condition: 'standalone Clients',
    expects: 'anything',
    start: {
      services: ['clients', adapter],
      settings: both,
      peers: auth('absent'),
      looks: ['call:set-up', 'message', 'wrong-secret'],
    },
    forbidden: [hop.messageAccepted(adapter, 'wrong-secret')],
    required: [ready('clients'), hop.messageAccepted(adapter), hop.messageRefused(adapter, 'wrong-secret')],
    premise: standsAlone,
  }));

const listeners: readonly Listener[] = [
  { service: 'clients', name: 'http' },
  { service: 'clients', name: 'grpc' },
];

const transportRows = (): Row[] => {
  const pair = Object.assign(
    {},
    ...listeners.map(({ name }) => ({
      [`clients.${name}.cert`]: certificate('right'),
      [`clients.${name}.key`]: key('right'),
    })),
  ) as Record<Setting, Value>;
  const verified = database('clients', verifyFull, { ...trusting, root: root('right') });
  const server = {
    forbidden: listeners.map(answersPlaintext),
    required: listeners.flatMap((at) => [
      speaksTls(at),
      presentsConfigured(at, `clients.${at.name}.cert`),
      servesVerifyingClient(at),
    ]),
  };
  const postgres = {
    forbidden: [pg.sendsPlaintextStartup('clients')],
    required: [pg.everySessionTls('clients')],
  };
  const row = (
    condition: string,
    settings: Record<Setting, Value>,
    ...claims: { forbidden: Check[]; required: Check[] }[]
  ): Row => ({
    ...base,
    condition,
    expects: 'ready',
    start: { ...start({ ...both, ...settings }, 'absent', 'listeners', 'verified'), postgres: posture() },
    // A service that never stood alone has shown nothing about its transport.
    forbidden: claims.flatMap((claim) => claim.forbidden),
    required: [ready('clients'), ...claims.flatMap((claim) => claim.required)],
    premise: standsAlone,
  });
  // Where a session in plaintext comes from: a mode that is not read, or one that standalone mode passes over.
  const effect = verifyFullGivesTls('clients');
  return [
    row('with the server pair', pair, server),
    { ...row('with Postgres verify-full', verified, postgres), effect },
    { ...row('with both', { ...pair, ...verified }, server, postgres), effect },
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
