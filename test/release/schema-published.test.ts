/** Tests that the published JSON Schema of release files is the one in force, and that each release file names it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownReleases } from '../../src/release/load.ts';
import { releaseJsonSchema } from '../../src/release/schema.ts';

const releases = new URL('../../releases/', import.meta.url);

test('the published schema of release files is the one in force', () => {
  expect(readFileSync(new URL('release.schema.json', releases), 'utf8')).toBe(releaseJsonSchema());
});

test.each(knownReleases())('%s names its schema for editors', (name) => {
  const [first] = readFileSync(new URL(`${name}.yaml`, releases), 'utf8').split('\n');
  expect(first).toBe('# yaml-language-server: $schema=./release.schema.json');
});
