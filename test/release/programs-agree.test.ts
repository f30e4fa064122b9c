/** Tests that the programs of a release and its release file, which cases rest on, say the same of every variable. */
import { describe, expect, test } from 'vitest';
import { catalogueFor } from '../../suites/catalogue.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { knownPrograms, loadPrograms } from '../../src/release/load-programs.ts';
import { settingsOf, variableOf } from '../../src/release/naming.ts';
import type { ProgramReads, ReleasePrograms } from '../../src/release/programs.ts';
import { namesOf } from '../../src/release/resolve-programs.ts';
import type { Release, StartedName } from '../../src/release/schema.ts';

const tested = knownReleases().filter((name) => name !== 'reference');

/** Where the programs say that a setting of the release file is read from; undefined: nowhere. */
const readFrom = (setting: string, program: ProgramReads): string | undefined => {
  const [, part = '', knob = ''] = setting.split('.');
  if (part === 'db') return program.database?.[knob as keyof NonNullable<ProgramReads['database']>];
  const listener = program.listeners[part];
  const peer = program.peers.find(({ service }) => service === part);
  if (part === 'backplane') return Object.keys(program.others).find((name) => name === 'SSL_CERT_FILE');
  if (peer && ['url', 'ca'].includes(knob)) return peer[knob as 'url' | 'ca'];
  if (peer && !listener) return peer[knob as 'cert' | 'key'];
  if (part === 'standalone') {
    return Object.keys(program.unused).find((name) => name.endsWith(`_STANDALONE_${knob.toUpperCase()}`));
  }
  if (knob === 'host') return listener?.host;
  return knob === 'port' ? listener?.portVariable : listener?.[knob as 'cert' | 'key'];
};

const programOf = (
  service: string,
  release: Release,
  { programs }: ReleasePrograms,
): ProgramReads | undefined => programs.get(release.services[service as StartedName]?.servedBy ?? service);

describe.each(tested)('%s', (name) => {
  const release = loadRelease(name);
  const programs = loadPrograms(name);

  const settings = settingsOf(release).filter((setting) => {
    const [service = '', part = ''] = setting.split('.');
    return (
      release.services[service as StartedName] !== undefined &&
      release.absent[`${service}.${part}`] === undefined
    );
  });

  test('the release file sets what the programs read, with the same meaning', () => {
    expect(settings.length).toBeGreaterThan(20);
    for (const setting of settings) {
      const service = setting.split('.')[0]!;
      const program = programOf(service, release, programs);
      expect(program, `${setting} of a service that is no program`).toBeDefined();
      const variable = variableOf(setting, release)!;
      if (Object.hasOwn(programs.neverRead, variable)) {
        expect(Object.keys(release.neverRead), setting).toContain(variable);
      } else expect(readFrom(setting, program!), setting).toBe(variable);
    }
  });

  test('what no program reads or uses according to the one, none does according to the other', () => {
    const unused = [...programs.programs.values()].flatMap((program) => Object.keys(program.unused));
    for (const variable of Object.keys(release.neverRead)) {
      expect([...Object.keys(programs.neverRead), ...unused]).toContain(variable);
    }
  });

  test('what a service is given to start is read by its program', () => {
    for (const [service, one] of Object.entries(release.services)) {
      const reads = namesOf(programOf(service, release, programs)!);
      for (const variable of Object.keys({ ...one?.environment, ...one?.inDeployment?.environment })) {
        expect(reads, `${variable} of ${service}`).toContain(variable);
      }
    }
  });

  test('listeners speak the same protocol, and images are the same', () => {
    for (const [service, one] of Object.entries(release.services)) {
      const program = programOf(service, release, programs)!;
      expect(`${one?.image ?? ''}:`).toContain(`/${program.images[0]}:`);
      if (one?.servedBy) continue;
      for (const [at, { protocol }] of Object.entries(one?.listeners ?? {})) {
        expect(program.listeners[at]?.protocol, `${service}.${at}`).toBe(protocol);
      }
    }
  });

  test('a service of the page that the release lacks is gone', () => {
    for (const subject of Object.keys(release.absent).filter((one) => !one.includes('.'))) {
      const gone = Object.hasOwn(programs.gone, subject) || programs.programs.has(subject);
      expect(gone, subject).toBe(true);
    }
  });

  test('a trait that stands on cases names cases of the release', () => {
    const { cases } = catalogueFor(release);
    const ids = Object.values(programs.traitSources).filter((one) => !one.startsWith('read in the source'));
    expect(ids.length).toBeGreaterThan(5);
    for (const id of ids) expect(cases.map((one) => one.id)).toContain(id);
  });
});

test('traits that stand on reading alone are few where the suite has measured the release', () => {
  const read = Object.fromEntries(
    knownPrograms().map((name) => {
      const { traitSources } = loadPrograms(name);
      const names = Object.keys(traitSources) as (keyof typeof traitSources)[];
      return [name, names.filter((one) => traitSources[one].startsWith('read in the source'))];
    }),
  );
  const always = [
    'hostDefaultsToLoopback',
    'clientPairNeedsCa',
    'serverCaDemandsClientCertificate',
    'emptyClientCaAsksForNone',
    'databaseRootAlwaysOpened',
  ];
  for (const [name, traits] of Object.entries(read)) {
    if (tested.includes(name)) expect(traits, name).toEqual(always);
    else expect(traits.length, name).toBe(Object.keys(loadPrograms(name).traits).length);
  }
});

/** What no release file sets, so that no case has shown it: whole programs, then pairs, hops and databases of the rest. */
const readAlone = (name: string): string[] => {
  const release = loadRelease(name);
  const set = settingsOf(release);
  const programs = [...loadPrograms(name).programs.values()];
  const isStarted = ({ name: service }: ProgramReads): boolean => Object.hasOwn(release.services, service);
  const parts = programs
    .filter(isStarted)
    .flatMap(({ name: service, listeners, peers, database }) => [
      ...Object.entries(listeners).flatMap(([at, { cert }]) =>
        cert === undefined ? [] : [`${service}.${at}.cert`],
      ),
      ...peers.map((peer) => `${service}.${peer.service}.ca`),
      ...(database ? [`${service}.db.mode`] : []),
    ]);
  const whole = programs.filter((program) => !isStarted(program)).map((program) => program.name);
  return [...whole, ...parts.filter((part) => !set.includes(part))];
};

test('what stands on reading alone is on this list; a release that is not on it stands on reading as a whole', () => {
  const adapters = ['http-adapter.http.cert', 'coap-adapter.http.cert', 'coap-adapter.coap.cert'];
  const addons = ['bootstrap', 'provision'];
  const stores = ['postgres-reader', 'postgres-writer', 'timescale-reader', 'timescale-writer'];
  const groups = ['channels.groups.ca', 'clients.groups.ca'];
  const list: Record<string, string[]> = {
    'v0.16.0': [
      'groups',
      'journal',
      'cli',
      'ws-adapter',
      'certs',
      'invitations',
      ...addons,
      ...stores,
      ...groups,
      ...adapters,
    ],
    'v0.17.0': ['groups', 'journal', 'cli', 'certs', ...groups, ...adapters, 'ws-adapter.http.cert'],
    'v0.18.5': ['groups', 'journal', 'notifications', 'cli', ...groups, ...adapters],
    'v0.19.1': [
      ...['groups', 'journal', 'notifications', 'cli', ...groups, ...adapters],
      ...['mqtt-adapter.mqtt.cert', 'mqtt-adapter.ws.cert'],
    ],
    'v0.20.0': [
      ...['auth', 'domains', 'groups', 'channels', 'journal', 'notifications', 'cli', 'fluxmq-auth', 'certs'],
      ...['re', 'alarms', 'reports', ...addons, ...stores, 'users.auth.ca', 'users.domains.ca'],
      ...['clients.domains.ca', 'clients.channels.ca', 'clients.groups.ca'],
    ],
  };
  expect(tested).toEqual(Object.keys(list));
  for (const [name, parts] of Object.entries(list))
    expect(readAlone(name).sort(), name).toEqual(parts.sort());
});
