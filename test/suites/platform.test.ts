/** Tests the cases beyond the page: that the page's stay as they are, and that each rests on something and can fail. */
import { describe, expect, test } from 'vitest';
import { planStarts } from '../../src/plan/plan.ts';
import { select } from '../../src/plan/select.ts';
import { defaultOptions } from '../../src/plan/options.ts';
import { knownReleases, loadRelease } from '../../src/release/load.ts';
import { catalogueFor, releaseSuffix } from '../../suites/catalogue.ts';
import { isKnown } from '../../suites/naming.ts';
import { expectPermanent } from './permanent.ts';

const everywhere = knownReleases().map((name) => {
  const release = loadRelease(name);
  return [name, { release, page: catalogueFor(release), whole: catalogueFor(release, 'platform') }] as const;
});

describe.each(everywhere)('%s', (_, { release, page, whole }) => {
  const beyond = whole.cases.filter(({ scope }) => scope === 'platform');

  test('the cases of the page are the same, in the same order', () => {
    const written = (cases: typeof page.cases): string => JSON.stringify(cases.slice(0, page.cases.length));
    expect(written(whole.cases) === written(page.cases)).toBe(true);
    expect(page.cases.every(({ scope }) => scope === 'page')).toBe(true);
    expect(page.notCovered).toEqual([]);
  });

  test('those beyond it have ids of their own, under the names of the release', () => {
    const ids = whole.cases.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wrong = beyond.filter(
      ({ id, naming, level, basis }) =>
        !id.endsWith(releaseSuffix) || naming !== 'release' || level === 'must' || basis === 'explicit',
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });

  test('whatever they rest on exists, and every setting has a variable', () => {
    const ids = new Set(whole.cases.map(({ id }) => id));
    const dangling = beyond.flatMap((one) =>
      [one.plain, one.control?.case, one.premise?.case, one.effect?.case, ...(one.over ?? [])]
        .filter((id) => id !== undefined && !ids.has(id))
        .map((id) => `${one.id} rests on ${id}`),
    );
    expect(dangling).toEqual([]);
    const unknown = beyond.flatMap(({ id, start }) =>
      Object.keys(start.settings).flatMap((setting) =>
        isKnown(setting, release) ? [] : [`${id}: ${setting}`],
      ),
    );
    expect(unknown).toEqual([]);
    expect(
      beyond.filter((one) => one.never.length + one.must.length + (one.over?.length ?? 0) === 0),
    ).toEqual([]);
    expect(planStarts(beyond, release).length).toBeLessThanOrEqual(beyond.length);
  });

  test('what has no case says why, and has none', () => {
    for (const { subject, reason } of whole.notCovered) {
      expect(reason.length, subject).toBeGreaterThan(10);
      expect(
        beyond.filter((one) => one.subject === subject && one.rule.startsWith('ca.')),
        subject,
      ).toEqual([]);
    }
  });
});

test('the scope page selects nothing beyond it, and the scope platform nothing of it', () => {
  const { release } = everywhere.find(([name]) => name === 'v0.19.1')![1];
  const whole = catalogueFor(release, 'platform');
  const { filters } = defaultOptions();
  const scopes = (given: ('page' | 'platform')[]): Set<string> =>
    new Set(select(whole, { ...filters, scopes: given }).selected.map(({ scope }) => scope));
  expect([...scopes([])]).toEqual(['page']);
  expect([...scopes(['platform'])]).toEqual(['platform']);
  expect([...scopes(['page', 'platform'])].sort()).toEqual(['page', 'platform']);
});

test('a service that is not there: no case that starts it is selected, nor a deployment that does', () => {
  const { release, whole } = everywhere.find(([name]) => name === 'v0.19.1')![1];
  const filters = { ...defaultOptions().filters, scopes: ['page', 'platform'] as const, without: ['auth'] };
  const { selected } = select(whole, { ...filters, scopes: [...filters.scopes] }, release);
  expect(selected.filter(({ start }) => start.services.includes('auth'))).toEqual([]);
  const deployments = selected.filter(
    ({ start }) => start.services.includes('users') && start.services.length > 1,
  );
  expect(deployments.map(({ id }) => id)).toEqual([]);
  expect(selected.some(({ subject }) => subject === 'domains.grpc')).toBe(true);
  expect(selected.some(({ subject }) => subject === 'users.http')).toBe(true);
});

test('ids are permanent: every rule and condition, and every subject', () => {
  const beyond = everywhere.flatMap(([, { whole }]) =>
    [...whole.cases, ...whole.notApplicable].filter(({ scope }) => scope === 'platform'),
  );
  const words = beyond.flatMap(({ id, rule, subject }) => [
    id.replace(`${rule}/${subject}/`, `${rule}/*/`),
    `* ${subject}`,
  ]);
  expectPermanent(new URL('./ids-platform.snapshot', import.meta.url), words, 'ids beyond the page');
});
