/** Tests what is said of a variable: who reads it, whether anything comes of it, and which one is read in its place. */
import { describe, expect, test } from 'vitest';
import { aloneOf } from '../../src/release/alone.ts';
import { knownPrograms, loadAllPrograms, loadPrograms } from '../../src/release/load-programs.ts';
import { namesOf } from '../../src/release/resolve-programs.ts';
import { answerIn, historyOf, pageNameOf } from '../../src/release/variable-history.ts';
import { useIn, usesBy, variableAt } from '../../src/release/variable-use.ts';

const all = loadAllPrograms();

test.each([
  ['SMQ_USERS_HTTP_SERVER_CERT', 'v0.19.1', 'read', ['users: certificate of its HTTP listener']],
  ['SMQ_USERS_GRPC_SERVER_CERT', 'v0.17.0', 'unknown', []],
  ['SMQ_USERS_SERVER_CERT', 'v0.17.0', 'never read', []],
  [
    'SMQ_USERS_HTTP_CLIENT_CA_CERTS',
    'v0.19.1',
    'without effect',
    ['users: client CA file of its HTTP listener'],
  ],
  [
    'SMQ_WS_ADAPTER_HTTP_SERVER_KEY',
    'v0.17.0',
    'without effect',
    ['ws-adapter: key of its WebSocket listener'],
  ],
  ['SMQ_WS_ADAPTER_HTTP_SERVER_KEY', 'v0.16.0', 'read', ['ws-adapter: key of its WebSocket listener']],
  ['SMQ_CLIENTS_STANDALONE_TOKEN', 'v0.19.1', 'without effect', ['clients: nothing']],
  [
    'SMQ_USERS_GRPC_SERVER_CA_CERTS',
    'v0.19.1',
    'read',
    ['users: server CA file of its gRPC listener', 'notifications: CA file for its calls of users'],
  ],
  ['MG_FLUXMQ_BROKER_CA_CERTS', 'v0.51.0', 'read', ['fluxmq-auth: CA file for the message broker']],
  [
    'MG_FLUXMQ_GRPC_CLIENT_CA_CERTS',
    'v0.30.0',
    'without effect',
    ['fluxmq-auth: client CA file of its gRPC listener'],
  ],
  ['MG_USERS_DB_SSL_MODE', 'v0.15.1', 'read', ['users: TLS mode of its database']],
])('%s in %s: %s', (variable, release, status, says) => {
  const use = useIn(variable, loadPrograms(release));
  expect(use.status).toBe(status);
  expect(use.uses.map((one) => `${one.service}: ${one.says}`)).toEqual(says);
});

test('a variable may be read by one program and not by another that gets it', () => {
  const { programs } = loadPrograms('v0.19.1');
  expect(usesBy('SMQ_GROUPS_GRPC_SERVER_CA_CERTS', programs.get('clients')!)).toHaveLength(1);
  expect(usesBy('SMQ_GROUPS_GRPC_SERVER_CA_CERTS', programs.get('domains')!)).toEqual([]);
});

describe.each(knownPrograms())('%s', (release) => {
  const programs = loadPrograms(release);

  test('comes back from every variable that a program takes to the place that it is taken from', () => {
    for (const program of programs.programs.values()) {
      for (const variable of namesOf(program)) {
        const uses = usesBy(variable, program);
        expect(uses.length, variable).toBeGreaterThan(0);
        for (const use of uses.filter(({ role }) => role !== 'other'))
          expect(variableAt(use, programs)).toBe(variable);
      }
    }
  });

  test('names as read in its place only what it reads to some effect', () => {
    const others = all.filter((one) => one !== programs);
    const names = new Set(others.flatMap((one) => [...one.programs.values()].flatMap(namesOf)));
    const answers = [...names].slice(0, 300).map((name) => answerIn(name, programs, all));
    expect(answers.some(({ instead }) => instead.length > 0)).toBe(true);
    for (const { instead } of answers) {
      for (const { variable } of instead) expect(useIn(variable, programs).status).toBe('read');
    }
  });
});

test.each([
  ['SMQ_HTTP_ADAPTER_CA_CERTS', 'v0.16.0', ['SMQ_CLIENTS_AUTH_GRPC_SERVER_CA_CERTS']],
  ['SMQ_CLIENTS_CA_CERTS', 'v0.20.0', ['MG_AUTH_GRPC_SERVER_CA_CERTS']],
  ['SMQ_CLIENTS_AUTH_GRPC_SERVER_KEY', 'v0.17.0', ['SMQ_CLIENTS_GRPC_SERVER_KEY']],
  ['MG_THINGS_CACHE_URL', 'v0.19.1', ['SMQ_CLIENTS_CACHE_URL']],
  ['SMQ_COAP_ADAPTER_SERVER_KEY', 'v0.19.1', ['SMQ_COAP_ADAPTER_SERVER_KEY_FILE']],
  ['MF_USERS_DB_SSL_CERT', 'v0.15.1', ['MG_USERS_DB_SSL_CERT']],
  ['SMQ_CLIENTS_STANDALONE_EMAIL', 'v0.19.1', []],
  ['SMQ_USERS_HTTP_SERVER_CERT', 'v0.51.0', []],
])('%s in %s: read in its place %j', (variable, release, instead) => {
  const answer = answerIn(variable, loadPrograms(release), all);
  expect([...new Set(answer.instead.map((one) => one.variable))]).toEqual(instead);
});

test('releases one after another that do the same stand together', () => {
  const spans = historyOf('SMQ_CLIENTS_GRPC_SERVER_CERT', all);
  expect(spans.map(({ since, until, answer }) => [since, until, answer.status])).toEqual([
    ['v0.15.1', 'v0.15.1', 'unknown'],
    ['v0.16.0', 'v0.16.0', 'unknown'],
    ['v0.17.0', 'v0.19.1', 'read'],
    ['v0.20.0', 'v0.30.0', 'unknown'],
    ['v0.40.0', 'v0.51.0', 'unknown'],
  ]);
  expect(spans.at(-1)?.answer.gone).toHaveProperty('clients');
});

test.each([
  ['MG_USERS_HTTP_SERVER_CERT', 'SMQ_USERS_SERVER_CERT'],
  ['SMQ_CLIENTS_DB_SSL_MODE', 'SMQ_CLIENTS_DB_SSL_MODE'],
  ['SMQ_GROUPS_HTTP_SERVER_CERT', undefined],
])('the page calls %s %s', (variable, page) => {
  expect(pageNameOf(variable, all)).toBe(page);
});

test.each([
  [
    'SMQ_USERS_HTTP_SERVER_CERT',
    'v0.19.1',
    /^without SMQ_USERS_HTTP_SERVER_KEY the program ends, with exit code 0$/,
  ],
  ['SMQ_USERS_HTTP_SERVER_KEY', 'v0.19.1', /^without SMQ_USERS_HTTP_SERVER_CERT the program ends/],
  [
    'SMQ_WS_ADAPTER_HTTP_SERVER_CERT',
    'v0.16.0',
    /^without SMQ_WS_ADAPTER_HTTP_SERVER_KEY the listener stays in plaintext$/,
  ],
  [
    'SMQ_MQTT_ADAPTER_KEY_FILE',
    'v0.19.1',
    /^without SMQ_MQTT_ADAPTER_CERT_FILE the listener stays in plaintext$/,
  ],
  ['MG_AUTH_GRPC_SERVER_CERT', 'v0.15.1', /with both it demands certificates of clients/],
  [
    'SMQ_CLIENTS_GRPC_CLIENT_CERT',
    'v0.19.1',
    /^without SMQ_CLIENTS_GRPC_SERVER_CA_CERTS it is not even opened.*without SMQ_CLIENTS_GRPC_CLIENT_KEY the program ends, with exit code 1$/,
  ],
  [
    'SMQ_USERS_DB_SSL_ROOT_CERT',
    'v0.19.1',
    /without SMQ_USERS_DB_SSL_CERT and SMQ_USERS_DB_SSL_KEY the program ends, with exit code 1/,
  ],
  ['SMQ_USERS_GRPC_CLIENT_CA_CERTS', 'v0.19.1', /an empty file asks for none$/],
  ['SMQ_GROUPS_GRPC_PORT', 'v0.19.1', /^not set, it is a port that the system chooses$/],
])('%s of %s alone', (variable, release, says) => {
  const programs = loadPrograms(release);
  const [first] = useIn(variable, programs).uses.flatMap((use) => aloneOf(use, programs) ?? []);
  expect(first).toMatch(says);
});

test('nothing is said of what has no effect', () => {
  const programs = loadPrograms('v0.17.0');
  const { uses } = useIn('SMQ_WS_ADAPTER_HTTP_SERVER_CERT', programs);
  expect(uses.map((use) => aloneOf(use, programs))).toEqual([undefined]);
});
