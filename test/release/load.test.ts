/** Tests that a user's release file that cannot be used gives one error with the place and what to write. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { releasesFolder } from '../../src/release/folder.ts';
import { loadRelease } from '../../src/release/load.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The error about the file of v0.19.1 with a change. */
const refused = (change: (yaml: string) => string): UsageError => {
  const path = join(folder, 'release.yaml');
  const text = readFileSync(join(releasesFolder, 'v0.19.1.yaml'), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
  try {
    loadRelease('v0.19.1', path);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error as UsageError;
  }
  throw new Error('the file was taken');
};

test.each([
  ['platform', 'deployment', ''],
  ['inPlatform', 'inDeployment', 'services.users'],
  ['startsOnEmptyPlatform', 'startsOnEmptyBackplane', 'services.users'],
])('the old key %s: the error says that it is now %s', (old, now, at) => {
  const { expected, found, todo } = refused((yaml) =>
    yaml.replace(` ${now}:`, ` ${old}:`).replace(`\n${now}:`, `\n${old}:`),
  );
  expect(expected).toMatch(/release\.yaml to be a release file/);
  expect(found).toContain(`${old} is now called ${now}`);
  expect(found).toContain(at);
  expect(todo).toMatch(/releases\/README\.md/);
});

test('a key that there never was, beside an old one', () => {
  const { found } = refused((yaml) => yaml.replace('\ndeployment:', '\nmore: true\nplatform:'));
  expect(found).toMatch(/unknown key more, platform is now called deployment/);
});

test('a key that there never was', () => {
  const { found } = refused((yaml) => yaml.replace('\ndeployment:', '\nmore: true\ndeployment:'));
  expect(found).toMatch(/Unrecognized key: "more"/);
});
