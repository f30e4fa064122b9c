/** Tests the names of a release both ways: from a setting to its variable, and from a variable to what reads it. */
import { describe, expect, test } from 'vitest';
import { knownDeviations } from '../../src/cli/known-deviations.ts';
import { hits } from '../../src/judge/deviations/deviations.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { settingsOf, spellingOf, useOf, variableOf } from '../../src/release/naming.ts';
import type { Release } from '../../src/release/schema.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { variablesOf } from '../../suites/naming.ts';
import { pageNames } from '../../suites/words/settings.ts';

const releases = knownReleases().map((name) => [name, loadRelease(name)] as const);
const v0191 = loadRelease('v0.19.1');

/** A release file with a change. */
const changed = (change: (release: Release) => void): Release => {
  const release = structuredClone(v0191);
  change(release);
  return release;
};

describe.each(releases)('%s', (name, release) => {
  const settings = settingsOf(release);
  /** Since v0.40.0 a release has no service that the page names. */
  const hasOfPage = release.services['users'] !== undefined;

  test('knows the settings of the page, of the release, and of addresses', () => {
    expect(settings).toEqual(
      expect.arrayContaining([...Object.keys(pageNames), ...(hasOfPage ? ['users.db.host'] : [])]),
    );
    expect(settings).toEqual(expect.arrayContaining(Object.keys(release.settings)));
    expect(new Set(settings).size).toBe(settings.length);
    if (release.deployment)
      expect(settings).toEqual(expect.arrayContaining(['auth.http.key', 'auth.db.mode']));
  });

  test('comes back from every variable to the setting, as read or with the reason why not', () => {
    for (const setting of settings) {
      const { variable } = spellingOf(setting, release)!;
      const { readers, unread } = useOf(variable, release);
      const read = readers.some((one) => one.setting === setting);
      const known = unread.some((one) => one.setting === setting && one.reason !== undefined);
      expect([setting, read !== known], variable).toEqual([setting, true]);
    }
  });

  test('names only settings that have the variable, or had it on the page', () => {
    const variables = new Set([
      ...settings.map((setting) => variableOf(setting, release)!),
      ...Object.values(pageNames),
    ]);
    for (const variable of variables) {
      const { status, readers, unread } = useOf(variable, release);
      expect(status).not.toBe('unknown');
      expect(status === 'read').toBe(readers.length > 0);
      for (const { setting, service } of readers) {
        if (setting === undefined) continue;
        expect(variableOf(setting, release)).toBe(variable);
        expect(release.services).toHaveProperty(service);
      }
      for (const { setting, readAs, reason } of unread) {
        expect([pageNames[setting], variableOf(setting, release)]).toContain(variable);
        expect((readAs === undefined) !== (reason === undefined)).toBe(true);
        expect(readAs).not.toBe(variable);
      }
    }
  });

  test('a name of the page that the release spells otherwise is documented, and read under the other name', () => {
    const renamed = Object.entries(release.settings).filter(
      ([setting, own]) => pageNames[setting] !== undefined && pageNames[setting] !== own,
    );
    expect(renamed.length > 0).toBe(hasOfPage && name !== 'reference');
    for (const [setting, own] of renamed) {
      const { status, unread } = useOf(pageNames[setting]!, release);
      const found = unread.find((one) => one.setting === setting);
      expect(found).toBeDefined();
      if (found?.reason === undefined) expect(found?.readAs).toBe(own);
      if (release.prefix === 'MG_') expect(status).toBe('documented');
    }
  });

  test('what no program reads, though cases set it, was seen to be ignored', () => {
    const { cases } = catalogueFor(release);
    const ignored = knownDeviations(name).filter(({ finding }) => finding === 'ignored');
    for (const variable of Object.keys(release.neverRead)) {
      const setting = cases.filter((one) =>
        variablesOf(one.start, one.naming, release).some((set) => set.name === variable),
      );
      if (setting.length)
        expect(
          ignored.some((entry) => hits(entry, setting)),
          variable,
        ).toBe(true);
    }
    const token = variableOf('clients.standalone.token', release)!;
    expect(Object.keys(release.neverRead).includes(token)).toBe(hasOfPage && name !== 'reference');
  });

  test('a name that neither the page nor the release file has is unknown', () => {
    const unknown = { status: 'unknown', readers: [], unread: [] };
    expect(useOf(`${release.prefix}USERS_HTTP_SERVER_CERTIFICATE`, release)).toEqual(unknown);
    expect(useOf('toString', release)).toEqual(unknown);
    expect(useOf('', release)).toEqual(unknown);
  });
});

describe('of a variable of v0.19.1 it is said', () => {
  test('which services read it, and what for', () => {
    const { status, readers, unread } = useOf('SMQ_CLIENTS_GRPC_SERVER_CA_CERTS', v0191);
    expect([status, unread]).toEqual(['read', []]);
    expect(readers.map(({ setting }) => setting).toSorted((a, b) => (a! < b! ? -1 : 1))).toEqual(
      ['channels', 'coap-adapter', 'http-adapter', 'mqtt-adapter', 'ws-adapter'].map(
        (from) => `${from}.clients.ca`,
      ),
    );
    expect(readers.map(({ service }) => service)).toContain('channels');
  });

  test('that the page names it and the release reads another one', () => {
    expect(useOf('SMQ_USERS_SERVER_CERT', v0191)).toEqual({
      status: 'documented',
      readers: [],
      unread: [
        { service: 'users', setting: 'users.http.cert', readAs: 'SMQ_USERS_HTTP_SERVER_CERT' },
        { service: 'users', setting: 'users.grpc.cert', readAs: 'SMQ_USERS_GRPC_SERVER_CERT' },
      ],
    });
  });

  test('under which words it is read', () => {
    const words = {
      disabled: 'disable',
      required: 'require',
      'verify-ca': 'verify-ca',
      'verify-full': 'verify-full',
    };
    for (const service of ['users', 'clients', 'auth', 'domains', 'channels']) {
      const variable = `SMQ_${service.toUpperCase()}_DB_SSL_MODE`;
      const reader = { service, setting: `${service}.db.mode`, words };
      expect(useOf(variable, v0191)).toEqual({ status: 'read', readers: [reader], unread: [] });
    }
    expect(spellingOf('users.db.cert', v0191)).toEqual({ variable: 'SMQ_USERS_DB_SSL_CERT' });
    expect(spellingOf('users.db.mode', loadRelease('reference'))?.words?.['required']).toBe('required');
  });

  test('that a service needs it to start, for no setting', () => {
    const { status, readers } = useOf('SMQ_AUTH_SECRET_KEY', v0191);
    expect([status, readers]).toEqual(['read', [{ service: 'auth' }]]);
    const everywhere = useOf('SMQ_AUTH_GRPC_TIMEOUT', v0191).readers.map(({ service }) => service);
    expect(everywhere).toEqual(Object.keys(v0191.services));
    expect(useOf('SMQ_CLIENTS_CACHE_URL', v0191).readers).toEqual([{ service: 'clients' }]);
  });

  test('that no program reads it, and why', () => {
    const use = useOf('SMQ_CLIENTS_STANDALONE_TOKEN', v0191);
    expect(use).toMatchObject({ status: 'never read', readers: [], reason: /used nowhere/ });
    expect(use.unread).toEqual([
      { service: 'clients', setting: 'clients.standalone.token', reason: use.reason },
    ]);
    expect(useOf('SMQ_CLIENTS_STANDALONE_ID', v0191)).toMatchObject({ status: 'never read', unread: [] });
  });

  test('where things are', () => {
    const one = (variable: string) => useOf(variable, v0191).readers[0]?.setting;
    expect(one('SMQ_USERS_HTTP_PORT')).toBe('users.http.port');
    expect(one('SMQ_USERS_DB_PASS')).toBe('users.db.password');
    expect(one('SSL_CERT_FILE')).toBe('auth.backplane.ca');
    expect(useOf('SMQ_AUTH_GRPC_URL', v0191).readers.length).toBeGreaterThan(3);
  });
});

test('the page’s name of a standalone token, where the release has another one that nothing reads', () => {
  const release = loadRelease('v0.20.0');
  const { status, unread } = useOf('SMQ_CLIENTS_STANDALONE_TOKEN', release);
  expect(status).toBe('documented');
  expect(unread).toMatchObject([{ setting: 'clients.standalone.token', reason: /used nowhere/ }]);
  expect(useOf('MG_CLIENTS_STANDALONE_TOKEN', release).status).toBe('never read');
});

test('a service that the release does not have reads nothing, for the reason that its file gives', () => {
  const release = loadRelease('v0.20.0');
  expect(useOf('SMQ_HTTP_ADAPTER_CA_CERTS', release)).toMatchObject({
    status: 'documented',
    readers: [],
    unread: [{ service: 'http-adapter', setting: 'http-adapter.clients.ca', reason: /no HTTP adapter/ }],
  });
  const listener = useOf('SMQ_USERS_SERVER_KEY', loadRelease('v0.16.0')).unread;
  expect(listener.find(({ setting }) => setting === 'users.grpc.key')?.reason).toMatch(/no gRPC server/);
  const without = changed((one) => {
    delete one.services['mqtt-adapter'];
  });
  const { unread } = useOf('SMQ_CLIENTS_GRPC_SERVER_CA_CERTS', without);
  expect(unread).toEqual([
    {
      service: 'mqtt-adapter',
      setting: 'mqtt-adapter.clients.ca',
      reason: 'v0.19.1 has no service mqtt-adapter',
    },
  ]);
});

test('a variable that one service reads and another one has been given another name for', () => {
  const release = changed((one) => {
    delete one.settings['users.grpc.cert'];
  });
  const { status, readers, unread } = useOf('SMQ_USERS_SERVER_CERT', release);
  expect(status).toBe('read');
  expect(readers).toEqual([{ service: 'users', setting: 'users.grpc.cert' }]);
  expect(unread).toEqual([
    { service: 'users', setting: 'users.http.cert', readAs: 'SMQ_USERS_HTTP_SERVER_CERT' },
  ]);
});

test('a setting of a hop that nothing opens is read, and nothing comes of it', () => {
  const release = changed((one) => {
    one.deployment!.unused['clients.channels'] = 'it asks by another way';
  });
  const reader = useOf('SMQ_CHANNELS_GRPC_SERVER_CA_CERTS', release).readers.find(
    ({ setting }) => setting === 'clients.channels.ca',
  );
  expect(reader).toEqual({
    service: 'clients',
    setting: 'clients.channels.ca',
    unused: 'it asks by another way',
  });
});
