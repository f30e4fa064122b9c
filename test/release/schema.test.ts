/** Tests which release files the schema refuses, and that every known release is consistent. */
import { describe, expect, test } from 'vitest';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { releaseSchema } from '../../src/release/schema.ts';

const messages = {
  http: { path: '/m', authorization: 'Client {secret}' },
  mqtt: { topic: 'm' },
  ws: { path: '/m', authorization: 'Client {secret}' },
  coap: { path: '/m' },
};
const users = { binary: 'users', image: 'users', listeners: {} };
const parsed = (service: object) =>
  releaseSchema.safeParse({
    release: 'x',
    prefix: 'SMQ_',
    messages,
    services: { users: { ...users, ...service } },
  });

describe('a release file', () => {
  test('writes regular names by their common prefix', () => {
    const listeners = {
      http: { protocol: 'http', port: 9002, health: '/health', variables: 'SMQ_USERS_HTTP_' },
    };
    const { data } = parsed({ database: 'SMQ_USERS_DB_', listeners });
    expect(data?.services.users?.database).toEqual({
      host: 'SMQ_USERS_DB_HOST',
      port: 'SMQ_USERS_DB_PORT',
      user: 'SMQ_USERS_DB_USER',
      password: 'SMQ_USERS_DB_PASS',
      name: 'SMQ_USERS_DB_NAME',
    });
    expect(data?.services.users?.listeners.http?.variables).toEqual({
      host: 'SMQ_USERS_HTTP_HOST',
      port: 'SMQ_USERS_HTTP_PORT',
    });
  });

  test.each([
    ['a prefix without its underscore', { database: 'SMQ_USERS_DB' }],
    ['a port that is none', { exclusive: ['tcp/eighty'] }],
    ['an unknown need', { needs: ['kafka'] }],
    ['an unknown field', { binarry: 'users' }],
    ['a variable of another prefix', { environment: { MG_LOG_LEVEL: 'info' } }],
  ])('refuses %s', (_, service) => {
    expect(parsed(service).success).toBe(false);
  });
});

test('a variable of another prefix is named, with its place', () => {
  const { error } = parsed({ environment: { MG_LOG_LEVEL: 'info' } });
  expect(error?.issues).toMatchObject([
    {
      path: ['services', 'users', 'environment'],
      message: 'expected a name with SMQ_, found MG_LOG_LEVEL',
    },
  ]);
});

describe.each(knownReleases())('%s', (name) => {
  const release = loadRelease(name);

  test('points only at files that it puts there', () => {
    for (const service of Object.values(release.services)) {
      const wanted = Object.values(service.environment).flatMap(
        (value) => /\{file:([^}]+)\}/.exec(value)?.[1] ?? [],
      );
      expect(Object.keys(service.files).sort()).toEqual(wanted.sort());
    }
  });

  test('has every service of its deployment', () => {
    for (const service of release.deployment?.order ?? []) expect(release.services[service]).toBeDefined();
  });

  test('lists no service both as present and as absent', () => {
    expect(Object.keys(release.services).filter((service) => release.absent[service])).toEqual([]);
  });
});
