/** Tests that the programs of a release and its release file, which cases rest on, say the same of every variable. */
import { describe, expect, test } from 'vitest';
import { catalogueFor } from '../../suites/catalogue.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { knownPrograms, loadPrograms } from '../../src/release/load-programs.ts';
import { programOf, serviceOf } from '../../src/release/program-of.ts';
import { settingsOf, variableOf } from '../../src/release/naming.ts';
import type { ProgramReads } from '../../src/release/programs.ts';
import { namesOf } from '../../src/release/resolve-programs.ts';
import type { Release } from '../../src/release/schema.ts';

const tested = knownReleases().filter((name) => name !== 'reference');

/** Where the programs say that a setting of the release file is read from; undefined: nowhere. */
const readFrom = (setting: string, program: ProgramReads, release: Release): string | undefined => {
  const [, part = '', knob = ''] = setting.split('.');
  if (part === 'db') return program.database?.[knob as keyof NonNullable<ProgramReads['database']>];
  const listener = program.listeners[part];
  const peer = program.peers.find(({ service }) => serviceOf(service, release) === part);
  if (part === 'backplane') return Object.keys(program.others).find((name) => name === 'SSL_CERT_FILE');
  if (peer && ['url', 'ca'].includes(knob)) return peer[knob as 'url' | 'ca'];
  if (peer && !listener) return peer[knob as 'cert' | 'key'];
  if (part === 'standalone') {
    return Object.keys(program.unused).find((name) => name.endsWith(`_STANDALONE_${knob.toUpperCase()}`));
  }
  if (knob === 'host') return listener?.host;
  return knob === 'port' ? listener?.portVariable : listener?.[knob as 'cert' | 'key'];
};

describe.each(tested)('%s', (name) => {
  const release = loadRelease(name);
  const programs = loadPrograms(name);

  const settings = settingsOf(release).filter((setting) => {
    const [service = '', part = ''] = setting.split('.');
    return release.services[service] !== undefined && release.absent[`${service}.${part}`] === undefined;
  });

  test('the release file sets what the programs read, with the same meaning', () => {
    expect(settings.length).toBeGreaterThan(20);
    for (const setting of settings) {
      const service = setting.split('.')[0]!;
      const program = programOf(service, release, programs);
      expect(program, `${setting} of a service that is no program`).toBeDefined();
      const variable = variableOf(setting, release)!;
      const peer = release.services[service]?.peers[setting.split('.')[1]!];
      if (peer?.protocol === 'http') {
        expect(Object.keys(program!.others), setting).toContain(variable);
        continue;
      }
      if (Object.hasOwn(programs.neverRead, variable)) {
        expect(Object.keys(release.neverRead), setting).toContain(variable);
      } else expect(readFrom(setting, program!, release), setting).toBe(variable);
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
      for (const [at, { protocol, health }] of Object.entries(one?.listeners ?? {})) {
        const read = program.listeners[at]?.protocol;
        // fluxmq-auth answers gRPC and HTTP at one port, and its health over HTTP.
        if (read === 'grpc' && protocol === 'http' && health !== undefined) continue;
        expect(read, `${service}.${at}`).toBe(protocol);
      }
    }
  });

  test('a service of the page that the release lacks is gone', () => {
    const services = Object.keys(release.absent).filter((one) => one !== 'deployment' && !one.includes('.'));
    for (const subject of services) {
      const gone = Object.hasOwn(programs.gone, subject) || programs.programs.has(subject);
      expect(gone, subject).toBe(true);
    }
  });

  test('a trait that stands on cases names cases of the release', () => {
    const { cases } = catalogueFor(release, 'platform');
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
  const always = ['hostDefaultsToLoopback', 'clientPairNeedsCa', 'databaseRootAlwaysOpened'];
  // No service of v0.51.0 calls another one over gRPC.
  const ofHops = ['exitOfBadCa', 'emptyCaMeansSystemRoots'];
  for (const [name, traits] of Object.entries(read)) {
    const alone = name === 'v0.51.0' ? [...always, ...ofHops] : always;
    if (tested.includes(name)) expect(traits.sort(), name).toEqual(alone.sort());
    else expect(traits.length, name).toBe(Object.keys(loadPrograms(name).traits).length);
  }
});

/** What no release file sets, so that no case has shown it: whole programs, then pairs, hops and databases of the rest. */
const readAlone = (name: string): string[] => {
  const release = loadRelease(name);
  const set = [...settingsOf(release), ...Object.keys(release.platform?.settings ?? {})];
  const programs = [...loadPrograms(name).programs.values()];
  const named = (service: string): string => serviceOf(service, release);
  const isStarted = ({ name: program }: ProgramReads): boolean =>
    Object.hasOwn(release.services, named(program));
  const parts = programs
    .filter(isStarted)
    .flatMap(({ name: program, listeners, peers, database }) => [
      ...Object.entries(listeners).flatMap(([at, { cert }]) =>
        cert === undefined ? [] : [`${named(program)}.${at}.cert`],
      ),
      ...peers.map((peer) => `${named(program)}.${named(peer.service)}.ca`),
      ...(database ? [`${named(program)}.db.mode`] : []),
    ]);
  const whole = programs.filter((program) => !isStarted(program)).map((program) => program.name);
  return [...whole, ...parts.filter((part) => !set.includes(part))];
};

test('what stands on reading alone is on this list; a release that is not on it stands on reading as a whole', () => {
  // The suite does not speak DTLS; the command line listens nowhere.
  const always = ['cli', 'coap-adapter.coap.cert', 'coap-adapter.http.cert'];
  // Its schema needs an extension that the PostgreSQL of a run does not have.
  const timescale = ['timescale-writer.db.mode', 'timescale-writer.http.cert'];
  const readers = ['postgres-reader.db.mode', 'timescale-reader.db.mode'];
  const mqtt = ['mqtt-adapter.mqtt.cert', 'mqtt-adapter.ws.cert'];
  const newer = [
    ...['cli', 'clients.channels.ca', 'groups.clients.ca', 'notifications.users.ca'],
    ...['re.timescale-reader.ca', 'users.domains.ca'],
  ];
  const list: Record<string, string[]> = {
    'v0.15.1': [...always, ...timescale, ...readers],
    'v0.16.0': [...always, ...timescale, ...readers, 'groups.clients.ca', 'ws-adapter'],
    'v0.17.0': [...always, 'groups.clients.ca', 'groups.domains.ca'],
    'v0.18.5': [...always, 'groups.clients.ca', 'notifications.users.ca'],
    'v0.19.1': [...always, 'groups.clients.ca', ...mqtt, 'notifications.users.ca'],
    'v0.20.0': [...timescale, ...newer],
    'v0.30.0': [...timescale, ...newer],
    'v0.40.0': [...timescale, 'auth', 're.timescale-reader.ca'],
    'v0.51.0': [...timescale, 'auth'],
  };
  expect(tested).toEqual(Object.keys(list));
  for (const [name, parts] of Object.entries(list))
    expect(readAlone(name).sort(), name).toEqual(parts.sort());
});
