/** Every pair of what is predicted and what is seen: they agree, differ, or nothing was seen. */
import { describe, expect, test } from 'vitest';
import {
  nothingSeen,
  type HopConnection,
  type ListenerObservation,
  type Observation,
  type TlsAnswer,
} from '../../src/model/observation.ts';
import type { Comparison } from '../../src/advise/checked/checked.ts';
import { compare, compareTogether, type Prediction, type Seen } from '../../src/verify/compare.ts';

const output = { bytes: 0, tail: [], errors: [], errorsName: [], secrets: [] };
const ready = { outcome: 'ready', ms: 1 } as const;

const seen = ({
  listener,
  withCertificate,
  boot = ready,
  connections = [],
  more = {},
}: {
  listener?: ListenerObservation;
  withCertificate?: TlsAnswer;
  boot?: Observation['services'][string]['boot'];
  connections?: HopConnection[];
  more?: Partial<Observation>;
}): Seen => ({
  observation: {
    ...nothingSeen({ certificates: {}, hops: {}, unused: {} }),
    services: {
      users: { boot, output, listeners: listener ? { grpc: listener } : {}, environment: {} },
    },
    hops: { 'users→auth': { connections } },
    ...more,
  },
  withCertificate: withCertificate ? { grpc: withCertificate } : {},
});

const about = (of: Partial<Prediction>): Prediction => ({
  container: 'users-1',
  service: 'users',
  listeners: {},
  hops: {},
  ...of,
});

const closed = { answer: 'closed', bytes: '' } as const;
const inTls = (answer: TlsAnswer['answer']): TlsAnswer => ({ handshake: true, ...(answer && { answer }) });
const noTls: TlsAnswer = { handshake: false, error: 'ERR_SSL_WRONG_VERSION_NUMBER', byPeer: false };

test.each<[string, Prediction['listeners'][string], Parameters<typeof seen>[0], string]>([
  ['answers in plaintext', 'plaintext', { listener: { plain: { answer: 'answered', bytes: '' } } }, 'agrees'],
  ['answers in plaintext', 'TLS', { listener: { plain: { answer: 'answered', bytes: '' } } }, 'differs'],
  ['answers inside TLS', 'TLS', { listener: { plain: closed, tls: inTls('answered') } }, 'agrees'],
  ['answers inside TLS', 'demands', { listener: { plain: closed, tls: inTls('answered') } }, 'differs'],
  [
    'answers only who shows a certificate',
    'demands',
    { listener: { plain: closed, tls: inTls('closed') }, withCertificate: inTls('answered') },
    'agrees',
  ],
  [
    'answers only who shows a certificate',
    'TLS',
    { listener: { plain: closed, tls: inTls('closed') }, withCertificate: inTls('answered') },
    'differs',
  ],
  [
    'takes no certificate of ours',
    'foreign',
    { listener: { plain: closed, tls: inTls('closed') }, withCertificate: inTls('closed') },
    'agrees',
  ],
  [
    'answers nothing at all',
    'foreign',
    { listener: { plain: closed, tls: noTls }, withCertificate: noTls },
    'not observed',
  ],
  ['does not run', 'TLS', {}, 'not observed'],
])('a listener that %s, predicted: %s', (_, predicted, what, outcome) => {
  const [row] = compare(about({ listeners: { grpc: predicted } }), seen(what));
  expect(row).toMatchObject({ container: 'users-1', what: 'grpc', predicted, outcome });
});

test('a listener of MQTT in plaintext is one that a device has published at', () => {
  const message = {
    adapter: 'mqtt-adapter',
    attempt: 'right-secret',
    phase: 'as-started',
    outcome: 'accepted',
    detail: '',
    ms: 1,
  } as const;
  const observation = {
    ...seen({}).observation,
    messages: [message],
    services: {
      'mqtt-adapter': {
        ...seen({}).observation.services['users']!,
        listeners: { mqtt: { plain: closed, tls: noTls } },
      },
    },
  };
  const of = about({ service: 'mqtt-adapter', listeners: { mqtt: 'plaintext' } });
  expect(compare(of, { observation, withCertificate: {} })[0]).toMatchObject({ outcome: 'agrees' });
  const unheard = { ...observation, messages: [{ ...message, outcome: 'refused' as const }] };
  expect(compare(of, { observation: unheard, withCertificate: {} })[0]).toMatchObject({
    outcome: 'not observed',
  });
});

const connection = (of: Partial<HopConnection>): HopConnection => ({
  at: 0,
  opening: 'h2-plaintext',
  bytes: '',
  applicationBytes: 0,
  sent: 0,
  received: 0,
  calls: ['/a/b'],
  ...of,
});
const over = (clientCertificate: string | null, established = true): Partial<HopConnection> => ({
  opening: 'tls',
  tls: { established, clientCertificate },
});

test.each<[string, Prediction['hops'][string], HopConnection[], string]>([
  ['a call in plaintext', 'plaintext', [connection({})], 'agrees'],
  ['a call in plaintext', 'TLS', [connection({})], 'differs'],
  ['a call over TLS', 'TLS', [connection(over(null))], 'agrees'],
  ['a call with a certificate', 'TLS with certificate', [connection(over('CN=c'))], 'agrees'],
  ['a call with a certificate', 'TLS', [connection(over('CN=c'))], 'differs'],
  ['a handshake that failed', 'refused', [connection({ ...over(null, false), calls: [] })], 'agrees'],
  ['a handshake that failed', 'TLS', [connection({ ...over(null, false), calls: [] })], 'differs'],
  ['no call at all', 'refused', [connection({ calls: [] })], 'agrees'],
  ['no connection', 'refused', [], 'not observed'],
  ['a connection without a byte', 'refused', [connection({ opening: 'nothing', calls: [] })], 'not observed'],
])('a hop with %s, predicted: %s', (_, predicted, connections, outcome) => {
  const [row] = compare(about({ hops: { auth: predicted } }), seen({ connections }));
  expect(row).toMatchObject({ what: '→ auth', predicted, outcome });
});

const server = (of: { tls: boolean; clientDn?: string }[], refusals: string[] = []) => ({
  sessions: of.map((one) => ({ ...one, user: 'u' })),
  refusals,
});

test.each<[string, Prediction['hops'][string], Observation['sessions'], string]>([
  ['a plaintext session', 'plaintext', { users: server([{ tls: false }]) }, 'agrees'],
  ['a plaintext session', 'TLS', { users: server([{ tls: false }]) }, 'differs'],
  ['a session over TLS', 'TLS', { users: server([{ tls: true }]) }, 'agrees'],
  [
    'a session with a certificate',
    'TLS with certificate',
    { users: server([{ tls: true, clientDn: '/CN=c' }]) },
    'agrees',
  ],
  ['a refusal', 'refused', { users: server([], ['no']) }, 'agrees'],
  ['neither', 'refused', { users: server([]) }, 'not observed'],
  ['no view of PostgreSQL', 'refused', {}, 'not observed'],
])('PostgreSQL with %s, predicted: %s', (_, predicted, sessions, outcome) => {
  const [row] = compare(about({ hops: { postgres: predicted } }), seen({ more: { sessions } }));
  expect(row).toMatchObject({ what: '→ postgres', outcome });
});

const exited = (code: number): Parameters<typeof seen>[0] => ({
  boot: { outcome: 'exited', ms: 1, code, signal: null },
});
const hung = { outcome: 'hung', ms: 1 } as const;

test.each<[string, true | number, Parameters<typeof seen>[0], Partial<Comparison>]>([
  ['starts', true, {}, { outcome: 'agrees', observed: 'starts' }],
  ['ends', 0, exited(0), { outcome: 'agrees', observed: 'ends with exit code 0' }],
  ['ends otherwise', 1, exited(0), { outcome: 'differs', observed: 'ends with exit code 0' }],
  ['hangs', true, { boot: hung }, { outcome: 'differs', observed: 'neither starts nor ends' }],
  [
    'hangs on a busy machine',
    true,
    { boot: hung, more: { busy: 'it waited for a CPU' } },
    { outcome: 'not observed', because: 'it waited for a CPU' },
  ],
])('a service that %s, predicted: %s', (_, starts, what, expected) => {
  expect(compare(about({ starts }), seen(what))[0]).toMatchObject(expected);
});

test('where the infrastructure failed nothing is compared', () => {
  const broken = { infrastructure: { code: 'POSTGRES_LOST', message: 'PostgreSQL is gone' } };
  const rows = compare(about({ starts: true, hops: { auth: 'TLS' } }), seen({ more: broken }));
  expect(rows).toEqual([
    {
      container: 'users-1',
      what: 'start',
      predicted: 'starts',
      outcome: 'not observed',
      because: 'PostgreSQL is gone',
    },
  ]);
});

describe('a deployment of all services', () => {
  const prediction = about({ hops: { auth: 'TLS with certificate', domains: 'refused' } });
  const [unseen] = compare(prediction, seen({ connections: [] }));
  const together = (...connections: HopConnection[]): Observation => seen({ connections }).observation;
  const rows = (before: Comparison, observation: Observation): Comparison[] =>
    compareTogether([prediction], [before], observation);

  test('shows the hops that no service opens alone', () => {
    const what = '→ auth, in a deployment';
    expect(rows(unseen!, together(connection({ opening: 'tls', calls: [] })))).toEqual([
      { container: 'users-1', what, predicted: 'encrypted', observed: 'encrypted', outcome: 'agrees' },
    ]);
    expect(
      rows(unseen!, together(connection({ opening: 'tls', calls: [] }), connection({ calls: [] }))),
    ).toMatchObject([{ what, observed: 'plaintext', outcome: 'differs' }]);
  });

  test.each<[string, Comparison, Observation]>([
    ['a hop that was seen before', { ...unseen!, outcome: 'agrees' }, together(connection({}))],
    ['a hop that is not opened there either', unseen!, together()],
    ['a connection without a byte', unseen!, together(connection({ opening: 'nothing' }))],
    [
      'infrastructure that failed',
      unseen!,
      { ...together(connection({})), infrastructure: { code: 'NATS_LOST', message: 'gone' } },
    ],
  ])('adds nothing for %s', (_, before, observation) => {
    expect(rows(before, observation)).toEqual([]);
  });
});
