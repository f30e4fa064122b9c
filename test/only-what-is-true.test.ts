/**
 * Tests that everything offered is used: every option of the command line and every field of a release file is read,
 * and every word of the suites is used by a case.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { build } from '../src/cli/program.ts';
import { loadRelease } from '../src/release/load.ts';
import { releaseSchema } from '../src/release/schema.ts';
import { catalogueFor, rules } from '../suites/catalogue.ts';

const root = join(import.meta.dirname, '..');

/** The text of each source file, without comments. */
const sources = ['src', 'suites', 'fixtures'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => {
      const text = readFileSync(join(root, folder, name), 'utf8');
      return { path: join(folder, name), text: text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '') };
    }),
);

/** A property that is read: `x.name`, or `name` taken out of an object. */
const isRead = (name: string, apart?: RegExp): boolean => {
  const read = new RegExp(
    String.raw`[\w)\]]\??\.${name}\b(?!\s*=[^=])|\{[^{}]*\b${name}\b[^{}]*\}\s*(?:=|:\s*[A-Z{]|\)|,|of\b)`,
  );
  return sources.some(({ path, text }) => !apart?.test(path) && read.test(text));
};

const options = (command: Command): string[] => [
  ...command.options.map((option) => option.attributeName()),
  ...command.commands.flatMap(options),
];

test('every option of --help is read', () => {
  const names = new Set(options(build([], () => {})).filter((name) => name !== 'version'));
  expect(names.size).toBeGreaterThan(20);
  expect([...names].filter((name) => !isRead(name, /^src\/cli\/(program|maintenance)\.ts$/))).toEqual([]);
});

/** Names of all properties in a JSON Schema. */
const properties = (schema: unknown): string[] => {
  if (Array.isArray(schema)) return schema.flatMap(properties);
  if (schema === null || typeof schema !== 'object') return [];
  return Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties'
      ? [...Object.keys(value as object), ...properties(Object.values(value as object))]
      : properties(value),
  );
};

test('every field of a release file has an effect', () => {
  const names = new Set(properties(z.toJSONSchema(releaseSchema, { io: 'input' })));
  expect(names.size).toBeGreaterThan(30);
  expect([...names].filter((name) => !isRead(name))).toEqual([]);
});

test.each(['keepOnFail', 'forNamesOnly', 'staysAwayForEver'])('%s, which no code knows, is not', (name) => {
  expect(isRead(name)).toBe(false);
});

/** Words in quotes that stand nowhere in `used`; comments and imports are no words. */
const unusedWords = (vocabulary: string, used: string): string[] =>
  [...vocabulary.replaceAll(/\/\*[\s\S]*?\*\/|^import .*$/gm, '').matchAll(/'([^']+)'/g)]
    .map(([, word = '']) => word)
    .filter((word) => !used.includes(`"${word}"`));

test('every word in which a suite can be written is used by a case or a release', () => {
  const releases = readdirSync(join(root, 'releases'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => loadRelease(name.replace(/\.yaml$/, '')));
  const cases = releases.map((release) => catalogueFor(release, 'platform').cases);
  const used = JSON.stringify([cases, rules, releases]);
  const vocabulary = readFileSync(join(root, 'suites/vocabulary.ts'), 'utf8');
  expect(unusedWords(vocabulary, used)).toEqual([]);
  const another = "/** Closes, or 'resets'. */ export type State = 'answers' | 'resets';";
  expect(unusedWords(another, used)).toEqual(['resets']);
});
