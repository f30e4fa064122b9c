/** Tests that release files build on each other, and that what cannot be used is one error with its line and key. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { releasesFolder } from '../../src/release/folder.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { variableOf } from '../../src/release/naming.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'extends-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const load = (text: string) => loadRelease('v9.9.9', written('release.yaml', text));
const errorOf = (act: () => unknown): UsageError => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error as UsageError;
  }
  throw new Error('it was taken');
};

const head = 'release: v9.9.9\nprefix: MG_\n';

describe('a file that extends a known release', () => {
  test('is that release, with its own name, prefix and version', () => {
    const base = loadRelease('v0.19.1');
    const made = load(`${head}extends: v0.19.1\nversion: '{release}'\n`);
    const renamed = JSON.stringify(base.services).replaceAll(/\bSMQ_/g, 'MG_');
    expect(JSON.parse(JSON.stringify(made.services).replaceAll('v9.9.9', 'v0.19.1'))).toEqual(
      JSON.parse(renamed),
    );
    expect(made.version).toBe('v9.9.9');
    expect(made.settings).toEqual(JSON.parse(JSON.stringify(base.settings).replaceAll('SMQ_', 'MG_')));
  });

  test('takes mappings over key by key, and null takes out', () => {
    const made = load(`${head}extends: v0.19.1
services:
  users: { image: 'mine/users:{version}' }
  domains: null
deployment: null
version: v9
`);
    expect(made.services['users']).toMatchObject({ image: 'mine/users:v9', binary: 'users' });
    expect(made.services['domains']).toBeUndefined();
    expect(made.deployment).toBeUndefined();
  });

  test('has what its programs read beyond the page, without saying it again', () => {
    const made = load(`${head}extends: v0.20.0\n`);
    expect(variableOf('users.grpc.clientCa', made)).toBe('MG_USERS_GRPC_CLIENT_CA_CERTS');
    expect(made.platform?.settings['users.auth.ca']).toBe('MG_AUTH_GRPC_SERVER_CA_CERTS');
  });

  test('a file beside it will do as a base', () => {
    written(
      'base.yaml',
      `release: base\nprefix: MG_\nextends: v0.20.0\nneverRead: { MG_OLD: 'gone since long' }\n`,
    );
    const made = load(`${head}extends: ./base.yaml\n`);
    expect(made.neverRead['MG_OLD']).toBe('gone since long');
    expect(made.platform?.hops.map(({ from, to }) => `${from}.${to}`)).toContain('users.auth');
  });
});

const service = (more: string): string => `${head}extends: v0.20.0
services:
  users:
${more}`;

test.each<[string, string, RegExp, number]>([
  [
    'extends itself',
    `${head}extends: ./release.yaml\n`,
    /extends: \.\/release\.yaml, which extends this file/,
    3,
  ],
  ['has an unknown base', `${head}extends: v0.0.7\n`, /the unknown base v0\.0\.7; known are .*v0\.20\.0/, 3],
  ['names a service twice', service('    binary: a\n  users:\n    binary: b\n'), /the key users twice/, 7],
  [
    'has a listener of which nothing shows that it is up',
    service('    listeners:\n      more: { protocol: http, port: 1, variables: MG_USERS_MORE_ }\n'),
    /no way to see that users\.more is up/,
    7,
  ],
  [
    'sets what no case uses',
    `${head}extends: v0.20.0\nsettings:\n  users.nats.ca: MG_USERS_NATS_CA\n`,
    /settings\.users\.nats\.ca: no setting that a case sets/,
    5,
  ],
  [
    'has a peer that nothing serves',
    service('    peers:\n      oracle: { url: MG_ORACLE_URL }\n'),
    /the peer oracle of users, which is no service and which nothing serves/,
    7,
  ],
  [
    'has a service that no program is, and says nothing of its variables',
    `${head}extends: v0.20.0\nservices:\n  usrs: { binary: u, image: u, listeners: {} }\n`,
    /the service usrs, which is no program of v0\.20\.0/,
    5,
  ],
  [
    'gives a service a variable that its program does not read',
    service('    environment:\n      ATOM_URL: http://127.0.0.1\n'),
    /expected a name with MG_ or one that its program reads, found ATOM_URL/,
    7,
  ],
  [
    'names a call for a peer that is none',
    service("    provokes:\n      oracle: { path: '/' }\n"),
    /oracle, which is no peer of users/,
    7,
  ],
  [
    'says that a program serves another one that is not there',
    service('    servedBy: nobody\n'),
    /nobody, which is no service of this file/,
    6,
  ],
])('a file that %s', (_, text, found, line) => {
  const error = errorOf(() => load(text));
  expect(error.expected).toContain(join(folder, 'release.yaml'));
  expect(error.found).toMatch(found);
  expect(error.found).toMatch(new RegExp(`\\(line ${line}\\)$`));
  expect(error.todo).not.toBe('');
});

test('two files that extend each other', () => {
  written('one.yaml', 'release: one\nprefix: MG_\nextends: ./two.yaml\n');
  written('two.yaml', 'release: two\nprefix: MG_\nextends: ./one.yaml\n');
  const { found, expected } = errorOf(() => loadRelease('one', join(folder, 'one.yaml')));
  expect(expected).toContain('two.yaml');
  expect(found).toMatch(/extends: \.\/one\.yaml, which extends this file \(line 3\)/);
});

test('a base that is not there', () => {
  const { expected, found, todo } = errorOf(() => load(`${head}extends: ./nothing.yaml\n`));
  expect(`${expected} ${found}`).toContain('nothing.yaml');
  expect(todo).toContain('release.yaml');
});

test('a release newer than the newest known one is an error that says so, never the nearest one', () => {
  const newest = knownReleases().at(-1)!;
  const { found, todo } = errorOf(() => loadRelease('v99.0.0'));
  expect(found).toContain(`newer than ${newest}`);
  expect(found).toContain('none is taken in its place');
  expect(todo).toContain(`extends: ${newest}`);
  expect(errorOf(() => loadRelease('v0.1.0')).found).not.toContain('newer');
});

test('each of the suite’s own files builds on a known one or on none', () => {
  const bases = knownReleases().flatMap(
    (name) => /^extends: (.*)$/m.exec(readFileSync(join(releasesFolder, `${name}.yaml`), 'utf8'))?.[1] ?? [],
  );
  for (const base of bases) expect(knownReleases()).toContain(base);
});
