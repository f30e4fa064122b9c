/** Tests what the mutants declare: unique names, rules and scopes that exist, and a mutant for every rule. */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../fixtures/reference/mutants.ts';
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { loadRelease } from '../../src/release/load.ts';
import { handbookPath } from '../../src/selftest/documents.ts';
import { judgedCases } from '../../src/selftest/reach.ts';
import { catalogueFor, rules } from '../../suites/catalogue.ts';

const all: readonly Mutant[] = mutants;
const names = all.map(({ name }) => name);
const { cases } = catalogueFor(loadRelease('reference'), 'platform');
const reference = fileURLToPath(new URL('../../fixtures/reference/', import.meta.url));

test('names are unique', () => {
  expect(new Set(names).size).toBe(names.length);
});

describe('every rule that has cases for the reference', () => {
  test.each(rules.filter(({ id }) => cases.some(({ rule }) => rule === id)).map(({ id }) => [id]))(
    '%s is broken by a mutant',
    (id) => {
      expect(all.filter((mutant) => mutant.rules.includes(id))).not.toEqual([]);
    },
  );
});

describe('what a mutant declares', () => {
  test.each(all.map((mutant) => [mutant.name, mutant] as const))(
    '%s: every rule has a case in its scope',
    (_, mutant) => {
      const inScope = new Set(judgedCases(mutant, cases, false).map(({ rule }) => rule));
      expect(mutant.rules.filter((rule) => !inScope.has(rule))).toEqual([]);
      expect(mutant.rules.length).toBeGreaterThan(0);
    },
  );

  test('every glob of a scope matches a case', () => {
    const idle = all.flatMap(({ name, scope = [] }) =>
      scope
        .filter((glob) => !judgedCases({ scope: [glob] }, cases, false).length)
        .map((glob) => `${name}: ${glob}`),
    );
    expect(idle).toEqual([]);
  });
});

test('every mutant has exactly one name in the source, and no other name is asked for', () => {
  const sources = globSync('**/*.ts', { cwd: reference }).map((file) =>
    readFileSync(reference + file, 'utf8'),
  );
  const asked = new Set(
    sources.flatMap((text) => [...text.matchAll(/\bfault\(\s*'([^']+)'/g)].map(([, name]) => name!)),
  );
  expect([...asked].sort()).toEqual([...names].sort());
});

test('the handbook lists exactly the mutants', () => {
  const table = readFileSync(handbookPath, 'utf8').split('\n## ')[0]!;
  const listed = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);
  expect(listed).toEqual(names);
});
