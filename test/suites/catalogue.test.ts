/** Tests that the catalogue is consistent: permanent ids, existing controls, no circles, and twins that differ. */
import { describe, expect, test } from 'vitest';
import { planStarts } from '../../src/plan/plan.ts';
import { loadRelease, knownReleases } from '../../src/release/load.ts';
import { catalogueFor, releaseSuffix, rules } from '../../suites/catalogue.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { expectPermanent } from './permanent.ts';

const snapshot = new URL('./ids.snapshot', import.meta.url);
const reference = catalogueFor(loadRelease('reference'), 'platform');
const everywhere = knownReleases().map((name) => [name, catalogueFor(loadRelease(name))] as const);

describe('ids are permanent', () => {
  test('every id that was ever published is still there, and new ones are added to the snapshot', () => {
    const all = everywhere.flatMap(([, { cases, notApplicable }]) => [...cases, ...notApplicable]);
    expectPermanent(
      snapshot,
      all.map(({ id }) => id),
      'ids',
    );
  });

  test.each(everywhere)('ids of %s are unique', (_, { cases, notApplicable }) => {
    const ids = [...cases, ...notApplicable].map((one) => one.id);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });
});

describe('the catalogue holds together', () => {
  test.each(everywhere)('%s: whatever a case rests on exists', (_, { cases }) => {
    const ids = new Set(cases.map((one) => one.id));
    const dangling = cases.flatMap((one) =>
      restsOn(one)
        .filter((id) => !ids.has(id))
        .map((id) => `${one.id} rests on ${id}`),
    );
    expect(dangling).toEqual([]);
  });

  test('every case belongs to a rule, and can fail', () => {
    const known = new Set(rules.map((rule) => rule.id));
    for (const one of reference.cases) {
      expect(known.has(one.rule), one.id).toBe(true);
      expect(one.never.length + one.must.length, `${one.id} asserts nothing`).toBeGreaterThan(0);
    }
  });

  test('nothing rests on itself by way of others', () => {
    const byId = new Map(reference.cases.map((one) => [one.id, one]));
    const controls = (one: Case): Case[] =>
      [one.control?.case, one.premise?.case]
        .filter((id) => id !== undefined && id !== one.id)
        .map((id) => byId.get(id as string)!);
    const loops = reference.cases.filter((one) => {
      const seen = new Set<string>();
      let open = controls(one).filter((next) => next.premise);
      while (open.length) {
        open = open.flatMap((next) => (seen.has(next.id) ? [] : (seen.add(next.id), controls(next))));
      }
      return seen.has(one.id) && one.premise !== undefined;
    });
    expect(loops.map((one) => one.id)).toEqual([]);
  });
});

describe('twins', () => {
  test.each(everywhere)(
    '%s: a twin sets other variables or values than the case it belongs to',
    (name, { cases }) => {
      const release = loadRelease(name);
      const starts = (ids: string[]) =>
        planStarts(
          cases.filter((one) => ids.includes(one.id)),
          release,
        ).length;
      for (const one of cases.filter((c) => c.naming === 'release')) {
        const own = one.id.slice(0, -releaseSuffix.length);
        if (cases.some((c) => c.id === own)) expect(starts([own, one.id]), one.id).toBe(2);
      }
    },
  );

  test('the reference speaks the page alone', () => {
    expect(reference.cases.filter((one) => one.naming === 'release' && one.scope === 'page')).toEqual([]);
  });
});

const restsOn = (one: Case): string[] =>
  [one.plain, one.control?.case, one.premise?.case, one.effect?.case, ...(one.over ?? [])].filter(
    (id) => id !== undefined,
  );
