/** Tests what an upgrade says of whole files: settings, services and needs. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Upgrade } from '../../../src/advise/upgrade/schema.ts';
import { sidesOf } from '../../../src/advise/upgrade/upgrade.ts';
import { composed, plainEnv, way } from './files.ts';
import { planned } from './planned.ts';

const settings = (upgrade: Upgrade): string[] =>
  upgrade.settings.map(({ variable, status, severity, newNames }) =>
    [variable, status, ...newNames.filter((name) => name !== variable), severity].join(' '),
  );

test('a plain file: each setting with its line, what becomes of it, and how grave that is', () => {
  const env = [
    'SMQ_CLIENTS_AUTH_GRPC_SERVER_CERT=/c.crt',
    'SMQ_CLIENTS_AUTH_GRPC_URL=clients:7006',
    'SMQ_CLIENTS_AUTH_GRPC_CLIENT_CERT=',
    'SMQ_CLIENTS_LOG_LEVEL=debug',
    'SMQ_INVITATIONS_HTTP_PORT=9020',
    'SMQ_RELEASE_TAG=latest',
    'POSTGRES_PASSWORD=secret',
  ].join('\n');
  const upgrade = planned(plainEnv(`${env}\n`), 'v0.16.0', 'v0.17.0');
  expect(settings(upgrade)).toEqual([
    'SMQ_CLIENTS_AUTH_GRPC_SERVER_CERT renamed SMQ_CLIENTS_GRPC_SERVER_CERT weaker',
    'SMQ_CLIENTS_AUTH_GRPC_URL renamed SMQ_CLIENTS_GRPC_URL availability',
    'SMQ_CLIENTS_AUTH_GRPC_CLIENT_CERT renamed SMQ_CLIENTS_GRPC_CLIENT_CERT note',
    'SMQ_CLIENTS_LOG_LEVEL unchanged good',
    'SMQ_INVITATIONS_HTTP_PORT service gone note',
    'SMQ_RELEASE_TAG never read note',
  ]);
  expect(upgrade.settings.map(({ at }) => at.line)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(upgrade.recognised).toEqual({ settings: 5, services: ['clients', 'invitations'] });
  expect(upgrade.between).toEqual([]);
});

test('what changes in meaning is told with the release that brought it, also under a new name', () => {
  const env = [
    'SMQ_USERS_HTTP_SERVER_CERT=/c.crt',
    'SMQ_USERS_HTTP_SERVER_KEY=',
    'SMQ_AUTH_SECRET_KEY=x',
    '',
  ].join('\n');
  const upgrade = planned(plainEnv(env), 'v0.17.0', 'v0.19.1');
  expect(
    upgrade.settings.map(({ variable, status, severity, changes }) => [
      variable,
      status,
      severity,
      ...changes.map(({ since }) => since),
    ]),
  ).toEqual([
    ['SMQ_USERS_HTTP_SERVER_CERT', 'changed in meaning', 'note', 'v0.18.0'],
    ['SMQ_USERS_HTTP_SERVER_KEY', 'unchanged', 'good'],
    ['SMQ_AUTH_SECRET_KEY', 'changed in meaning', 'availability', 'v0.18.4'],
  ]);
  const over = planned(
    plainEnv('SMQ_USERS_HTTP_SERVER_CERT=/c.crt\nSMQ_ES_URL=nats://n\n'),
    'v0.17.0',
    'v0.20.0',
  );
  expect(
    over.settings.map(({ variable, status, severity, changes }) => [
      variable,
      status,
      severity,
      ...changes.map(({ since }) => since),
    ]),
  ).toEqual([
    ['SMQ_USERS_HTTP_SERVER_CERT', 'prefix renamed', 'weaker', 'v0.18.0'],
    ['SMQ_ES_URL', 'prefix renamed', 'availability', 'v0.20.0'],
  ]);
  expect(over.between).toEqual(['v0.18.5', 'v0.19.1']);
  expect(planned(plainEnv(env), 'v0.18.5', 'v0.19.1').settings.flatMap(({ changes }) => changes)).toEqual([]);
});

const users = {
  image: 'supermq/users:latest',
  line: 3,
  entries: {
    SMQ_USERS_HTTP_SERVER_CERT: ['/u.crt', 6],
    SMQ_AUTH_GRPC_URL: ['auth:7001', 7],
  } satisfies Record<string, [string, number]>,
};
const ws = {
  image: 'supermq/ws:latest',
  line: 20,
  entries: { SMQ_WS_ADAPTER_HTTP_PORT: ['8186', 23] } satisfies Record<string, [string, number]>,
};

test('containers: a service that is gone, and what the others need', () => {
  const upgrade = planned(composed({ users, ws }), 'v0.17.0', 'v0.19.1');
  expect(
    upgrade.services.map(({ service, became, severity, since, at }) => [
      service,
      became,
      severity,
      since,
      at?.line,
    ]),
  ).toEqual([
    ['ws-adapter', 'gone', 'availability', 'v0.18.4', 20],
    ['notifications', 'new', 'note', 'v0.18.3', undefined],
  ]);
  expect(
    upgrade.needed.map(({ variable, services, containers, severity, since, value }) => [
      variable,
      services,
      containers,
      severity,
      since,
      value,
    ]),
  ).toEqual([
    ['SMQ_PASSWORD_RESET_EMAIL_TEMPLATE', ['users'], ['users'], 'availability', 'v0.18.1', undefined],
    ['SMQ_VERIFICATION_EMAIL_TEMPLATE', ['users'], ['users'], 'availability', 'v0.18.1', undefined],
    ['SMQ_AUTH_KEYS_ALGORITHM', ['users'], ['users'], 'availability', 'v0.18.4', 'EdDSA'],
    ['SMQ_AUTH_JWKS_URL', ['users'], ['users'], 'note', 'v0.18.4', undefined],
    ['SMQ_USERS_GRPC_SERVER_CERT', ['users'], ['users'], 'weaker', 'v0.18.3', undefined],
    ['SMQ_USERS_GRPC_SERVER_KEY', ['users'], ['users'], 'weaker', 'v0.18.3', undefined],
  ]);
});

test('what the files give already is not needed', () => {
  const given = {
    ...users,
    entries: {
      ...users.entries,
      SMQ_AUTH_KEYS_ALGORITHM: ['EdDSA', 8],
      SMQ_USERS_GRPC_SERVER_CERT: ['/g.crt', 9],
    } satisfies Record<string, [string, number]>,
  };
  const upgrade = planned(composed({ users: given }), 'v0.17.0', 'v0.19.1');
  expect(upgrade.needed.map(({ variable }) => variable)).toEqual([
    'SMQ_PASSWORD_RESET_EMAIL_TEMPLATE',
    'SMQ_VERIFICATION_EMAIL_TEMPLATE',
    'SMQ_AUTH_JWKS_URL',
    'SMQ_USERS_GRPC_SERVER_KEY',
  ]);
  expect(settings(upgrade)).toContain('SMQ_USERS_GRPC_SERVER_CERT comes into effect availability');
});

test('what may be set in an object that is not among the files is worth knowing, and no more', () => {
  const configuration = composed({ users });
  const at = { file: 'users.yaml', line: 9, column: 1 };
  configuration.containers[0]!.unknownSources = [{ name: 'ConfigMap settings', at, kind: 'outside' }];
  const [need] = planned(configuration, 'v0.17.0', 'v0.19.1').needed;
  expect(need).toMatchObject({
    variable: 'SMQ_PASSWORD_RESET_EMAIL_TEMPLATE',
    severity: 'note',
    says: 'Users reads this file when it starts, and does not start without it; it may be set in ConfigMap settings, which is not among the files',
  });
});

test('another image of the same service', () => {
  const upgrade = planned(composed({ users }), 'v0.19.1', 'v0.20.0');
  expect(upgrade.services.filter(({ became }) => became === 'another image')).toEqual([
    {
      service: 'users',
      container: 'users',
      at: { file: 'docker-compose.yaml', line: 3, column: 3 },
      became: 'another image',
      severity: 'availability',
      says: 'its image is absmach/magistrala/users, no longer supermq/users',
      todo: 'take absmach/magistrala/users',
    },
  ]);
});

test.each<[string, string, string, string[]]>([
  ['v0.15.1', 'v0.16.0', 'MG_USERS_DB_SSL_MODE=disable', ['SMQ_USERS_DB_USER v0.16.0']],
  ['v0.19.1', 'v0.20.0', 'SMQ_USERS_DB_SSL_MODE=disable', ['MG_USERS_DB_USER v0.20.0']],
  ['v0.19.1', 'v0.20.0', 'SMQ_USERS_DB_USER=me', []],
  // There and back again.
  ['v0.15.1', 'v0.20.0', 'MG_USERS_DB_SSL_MODE=disable', []],
])('%s to %s, %s: a default that is another one matters where no file sets it', (from, to, env, expected) => {
  const { needed } = planned(plainEnv(`${env}\n`), from, to);
  const found = needed.filter(({ variable }) => variable.endsWith('_DB_USER'));
  expect(found.map(({ variable, since }) => `${variable} ${since}`)).toEqual(expected);
});

test('a new peer must run, and be found', () => {
  const upgrade = planned(
    plainEnv('MG_USERS_HTTP_PORT=9002\nMG_AUTH_GRPC_SERVER_CERT=/a.crt\n'),
    'v0.15.1',
    'v0.16.0',
  );
  expect(upgrade.services.find(({ service }) => service === 'domains')).toMatchObject({
    became: 'new',
    severity: 'availability',
    since: 'v0.16.0',
  });
  expect(upgrade.needed.find(({ variable }) => variable === 'SMQ_DOMAINS_GRPC_URL')).toMatchObject({
    services: ['users'],
    severity: 'availability',
  });
});

test('the .env of a Compose file: a line stands with the entries that it gives', () => {
  const env = ['SMQ_USERS_HTTP_SERVER_CERT=/u.crt', 'SMQ_RELEASE_TAG=latest', ''].join('\n');
  const upgrade = planned(composed({ users }, env), 'v0.19.1', 'v0.20.0');
  expect(settings(upgrade)).toEqual([
    'SMQ_USERS_HTTP_SERVER_CERT prefix renamed MG_USERS_HTTP_SERVER_CERT weaker',
    'SMQ_AUTH_GRPC_URL prefix renamed MG_AUTH_GRPC_URL availability',
    'SMQ_RELEASE_TAG of the files good',
  ]);
  expect(upgrade.settings[0]).toMatchObject({
    at: { line: 6 },
    also: [{ file: '.env', line: 1, column: 1 }],
  });
});

describe('the real .env of cube, before and after its own upgrade', () => {
  const file = (name: string): string =>
    readFileSync(new URL(`../../fixtures/upgrade/${name}`, import.meta.url), 'utf8');

  test('every setting of Auth and Users has the prefix that the other file has; none is dropped', () => {
    const upgrade = planned(plainEnv(file('cube-before.env')), 'v0.15.1', 'v0.16.0');
    const known = upgrade.settings.filter(
      ({ variable }) => variable !== 'MG_RELEASE_TAG' && variable !== 'MG_USERS_SECRET_KEY',
    );
    expect(new Set(known.map(({ status }) => status))).toEqual(new Set(['prefix renamed']));
    const after = new Set(
      file('cube-after.env')
        .split('\n')
        .map((line) => line.replace(/=.*/, '')),
    );
    expect(known.flatMap(({ newNames }) => newNames).filter((name) => !after.has(name))).toEqual([]);
    expect(known.length).toBe(25);
    expect(upgrade.needed.map(({ variable }) => variable)).toContain('SMQ_DOMAINS_GRPC_URL');
  });
});

test('rewritten, a configuration has the names and images of the new release', () => {
  const sides = sidesOf(composed({ users }), way('v0.19.1', 'v0.20.0'));
  const [container] = sides.rewritten.containers;
  expect([...container!.environment.keys()]).toEqual(['MG_USERS_HTTP_SERVER_CERT', 'MG_AUTH_GRPC_URL']);
  expect(container!.image?.text).toBe('absmach/magistrala/users');
  expect([...sides.asTheyAre.containers[0]!.environment.keys()]).toEqual([
    'SMQ_USERS_HTTP_SERVER_CERT',
    'SMQ_AUTH_GRPC_URL',
  ]);
  expect(sides.asTheyAre.containers[0]!.image?.text).toBe('absmach/magistrala/users');
});
