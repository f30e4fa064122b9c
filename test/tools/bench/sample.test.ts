/** Tests which cases the benchmark samples: whole starts, spread over the services, the same every time. */
import { expect, test } from 'vitest';
import { planStarts } from '../../../src/plan/plan.ts';
import { loadRelease } from '../../../src/release/load.ts';
import { catalogueFor } from '../../../suites/catalogue.ts';
import { growthSizes, sampleCases } from '../../../tools/bench/sample.ts';

const release = loadRelease('reference');
const { cases } = catalogueFor(release);
const plans = planStarts(cases, release);

test.each([1, 20, 100])('a sample of %i cases holds whole starts and hardly more', (size) => {
  const ids = sampleCases(plans, size);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(size);
  const largest = Math.max(...plans.map((plan) => plan.cases.length));
  expect(ids.length).toBeLessThan(size + 2 * largest);
  const chosen = new Set(ids);
  for (const plan of plans) {
    const present = plan.cases.filter((id) => chosen.has(id));
    expect([0, plan.cases.length]).toContain(present.length);
  }
});

test('a sample is spread over the services, and the same every time', () => {
  const ids = sampleCases(plans, 100);
  expect(sampleCases(plans, 100)).toEqual(ids);
  const chosen = new Set(ids);
  const groups = new Set(plans.filter((plan) => chosen.has(plan.cases[0]!)).map((plan) => plan.group));
  for (const group of ['server/users', 'client/http-adapter', 'postgres/clients', 'deployment/deployment'])
    expect(groups).toContain(group);
});

test('more than there is, is everything', () => {
  expect(sampleCases(plans, 10_000).length).toBe(cases.length);
});

test.each([
  [1400, [100, 300, 600]],
  [602, [100, 300]],
  [80, []],
])('of %i cases the samples that grow are well below the whole', (all, sizes) => {
  expect(growthSizes(all)).toEqual(sizes);
});
