/** Tests that a file of programs that cannot be used gives one error with its line, and that every file can be. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { knownReleases } from '../../src/release/load.ts';
import { knownPrograms, loadPrograms, programsFolder } from '../../src/release/load-programs.ts';
import { namesOf } from '../../src/release/resolve-programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
  cpSync(programsFolder, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const errorOf = (action: () => unknown): UsageError => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error as UsageError;
  }
  throw new Error('it was taken');
};

/** The error about a file with a change, and the line of what was changed. */
const refused = (release: string, from: string, to: string): { error: UsageError; line: number } => {
  const path = join(folder, `${release}.yaml`);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  const changed = text.replace(from, to);
  writeFileSync(path, changed);
  const line = changed.slice(0, changed.indexOf(to)).split('\n').length + to.split('\n').length - 1;
  return { error: errorOf(() => loadPrograms(release, folder)), line };
};

test.each(knownPrograms())(
  '%s can be read, and every program says what it reads and where that stands',
  (release) => {
    const { programs, prefix, neverRead, gone, source } = loadPrograms(release);
    expect(source).toBe(`absmach/magistrala@${release}`);
    expect([...programs.keys()]).toContain('auth');
    for (const [name, program] of programs) {
      expect(program.source).toMatch(/^cmd\/[a-z-]+\/main\.go:\d+$/);
      const own = namesOf(program).filter((variable) => variable.startsWith(prefix));
      if (name !== 'cli') expect(own.length, name).toBeGreaterThan(1);
      for (const { service } of program.peers) {
        expect(programs.get(service)?.listeners['grpc'], `${name} → ${service}`).toBeDefined();
      }
    }
    for (const why of [...Object.values(neverRead), ...Object.values(gone)]) expect(why).not.toBe('');
  },
);

test('a service is a program of a release, or is said to be gone', () => {
  const all = knownPrograms().map((release) => loadPrograms(release));
  const names = new Set(all.flatMap(({ programs }) => [...programs.keys()]));
  for (const { release, programs, gone } of all) {
    expect([...programs.keys(), ...Object.keys(gone)].sort(), release).toEqual([...names].sort());
  }
});

test.each(['v0.19.7', 'v1.0.0', 'latest', '', '../v0.19.1'])(
  'the release "%s" is refused with those that are known',
  (release) => {
    const { expected, found } = errorOf(() => loadPrograms(release));
    expect(expected).toContain(knownPrograms().join(', '));
    expect(found).toContain(`"${release}"`);
  },
);

test('every release that the suite can test has its programs', () => {
  expect(knownReleases().filter((name) => !['reference', ...knownPrograms()].includes(name))).toEqual([]);
});

test('a misspelled key is refused with its line', () => {
  const { error, line } = refused('v0.17.0', '    source: cmd/ws', '    sources: cmd/ws');
  expect(error.found).toBe(`the unknown key sources in programs.ws-adapter (line ${line})`);
});

test.each([
  ['an unknown base', 'extends: v0.19.1', 'extends: v0.19', /unknown base v0\.19 /],
  ['itself as base', 'extends: v0.19.1', 'extends: v0.17.0', /v0\.17\.0, which extends this file/],
  ['another release', 'release: v0.17.0', 'release: v0.17.1', /release: v0\.17\.1, which is another one/],
  [
    'a word that is no prefix',
    'structs: { topics: SMQ_WS_ADAPTER_CACHE_ }',
    'structs: { topics: SMQ_WS_ADAPTER_CACHE }',
    /last underscore/,
  ],
  ['an unknown struct', 'structs: { topics: SMQ_WS', 'structs: { topic: SMQ_WS', /the unknown struct topic /],
  [
    'a program that is also gone',
    '  ws-adapter: null\n',
    '  ws-adapter: it is in another repository\n',
    /ws-adapter, a program of the release/,
  ],
  [
    'a trait without a source',
    "clientPairNeedsCa: { source: 'read in the source: ",
    "clientPairNeedsCa: { source: 'seen in ",
    /trait|read in the source/,
  ],
])('%s is refused with its line', (_, from, to, says) => {
  const { error } = refused('v0.17.0', from, to);
  expect(error.found).toMatch(says);
  expect(error.found).toMatch(/\(line \d+\)$/);
});

test('two files that extend each other are refused', () => {
  const path = join(folder, 'v0.19.1.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('prefix:', 'extends: v0.17.0\nprefix:'));
  expect(errorOf(() => loadPrograms('v0.17.0', folder)).found).toMatch(/which extends this file/);
});

test('a variable that a program reads cannot be called never read', () => {
  const { error } = refused('v0.17.0', '      - SMQ_GROUPS_URL\n', '      - SMQ_GROUPS_GRPC_URL\n');
  expect(error.found).toMatch(
    /SMQ_GROUPS_GRPC_URL, which the program groups reads|SMQ_GROUPS_GRPC_URL, which the program/,
  );
});
