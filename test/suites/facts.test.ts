/** Tests that the words of facts are permanent, in kebab case, and unique within a case. */
import { describe, expect, test } from 'vitest';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { factIn } from '../../suites/facts.ts';
import type { Case, Check } from '../../suites/vocabulary.ts';
import { expectPermanent } from './permanent.ts';

const snapshot = new URL('./facts.snapshot', import.meta.url);
const everywhere = knownReleases().map(
  (name) => [name, catalogueFor(loadRelease(name), 'platform').cases] as const,
);
const lists = (one: Case): (readonly Check[])[] => [one.never, one.must, one.should];

describe('the words of facts are permanent', () => {
  const words = [
    ...new Set(
      everywhere.flatMap(([, cases]) =>
        cases.flatMap((one) =>
          lists(one)
            .flat()
            .map(({ fact }) => fact),
        ),
      ),
    ),
  ].sort();

  test('every word that was ever published is still there, and new ones are added to the snapshot', () => {
    expectPermanent(snapshot, words, 'words');
  });

  test('they are in kebab case', () => {
    expect(words.filter((word) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(word))).toEqual([]);
  });
});

test.each(everywhere)('%s: no two facts of a case are called the same', (_, cases) => {
  const twice = cases.flatMap((one) =>
    lists(one).flatMap((checks) => {
      const names = checks.map((check) => factIn(one, check));
      return names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${one.id}: ${name}`);
    }),
  );
  expect(twice).toEqual([]);
});

describe('a fact is called by its word alone where it is about the subject', () => {
  const called = (subject: string, of?: string): string =>
    factIn({ subject }, { fact: 'ready', says: '', holds: () => true, found: () => '', ...(of && { of }) });

  test.each([
    ['users.http', 'users.http'],
    ['users.http', 'users'],
    ['users', 'users'],
    ['http-adapter', 'http-adapter→clients'],
    ['http-adapter.channels', 'http-adapter→channels'],
    ['clients', 'clients→auth'],
    ['deployment', undefined],
  ])('%s: %s', (subject, of) => expect(called(subject, of)).toBe('ready'));

  test.each([
    ['users', 'users.http'],
    ['users.http', 'users.grpc'],
    ['http-adapter', 'http-adapter→channels'],
    ['http-adapter.channels', 'http-adapter→clients'],
    ['deployment', 'users'],
  ])('but not for %s: %s', (subject, of) => expect(called(subject, of)).toBe(`ready of ${of}`));
});
