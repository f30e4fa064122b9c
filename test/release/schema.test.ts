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
  test('tells regular names by what they have in common', () => {
    const listeners = { http: { protocol: 'http', port: 9002, variables: 'SMQ_USERS_HTTP_' } };
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
  ])('refuses %s', (_, service) => {
    expect(parsed(service).success).toBe(false);
  });
});

describe.each(knownReleases())('%s', (name) => {
  const release = loadRelease(name);

  test('names every variable with its prefix', () => {
    const variables = [
      ...Object.values(release.settings),
      ...Object.values(release.services).flatMap((one) => Object.keys(one.environment)),
      ...Object.values(release.platform?.pairs ?? {}),
      ...Object.values(release.platform?.trusts ?? {}),
      ...Object.values(release.platform?.databases ?? {}),
    ];
    expect(variables.filter((variable) => !variable.startsWith(release.prefix))).toEqual([]);
  });

  test('points only at files that it puts there', () => {
    for (const service of Object.values(release.services)) {
      const wanted = Object.values(service.environment).flatMap(
        (value) => /\{file:([^}]+)\}/.exec(value)?.[1] ?? [],
      );
      expect(Object.keys(service.files).sort()).toEqual(wanted.sort());
    }
  });

  test('has every service of its platform, each after the peers that it calls at its start', () => {
    const order = release.platform?.order ?? [];
    for (const [at, service] of order.entries()) {
      const peers = Object.entries(release.services[service]?.peers ?? {});
      expect(release.services[service]).toBeDefined();
      for (const [peer, { atStart }] of peers) {
        if (atStart) expect(order.slice(0, at)).toContain(peer);
      }
    }
  });

  test('says of no service both that it is there and that it is absent', () => {
    expect(Object.keys(release.services).filter((service) => release.absent[service])).toEqual([]);
  });
});
