/** Tests that the published JSON Schemas of release files are those in force, and that each file names its own. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { knownReleases } from '../../src/release/load.ts';
import { knownPrograms } from '../../src/release/load-programs.ts';
import { programsJsonSchema } from '../../src/release/programs-file.ts';
import { releaseJsonSchema } from '../../src/release/schema.ts';

const releases = new URL('../../releases/', import.meta.url);

test('the published schema of release files is the one in force', () => {
  expect(readFileSync(new URL('release.schema.json', releases), 'utf8')).toBe(releaseJsonSchema());
});

test.each(knownReleases())('%s names its schema for editors', (name) => {
  const [first] = readFileSync(new URL(`${name}.yaml`, releases), 'utf8').split('\n');
  expect(first).toBe('# yaml-language-server: $schema=./release.schema.json');
});

test('the published schema of programs is the one in force', () => {
  expect(readFileSync(new URL('programs.schema.json', releases), 'utf8')).toBe(programsJsonSchema());
});

test.each(knownPrograms())('the programs of %s name their schema for editors', (name) => {
  const [first] = readFileSync(new URL(`programs/${name}.yaml`, releases), 'utf8').split('\n');
  expect(first).toBe('# yaml-language-server: $schema=../programs.schema.json');
});
