/** Tests how starts are shared among workers. */
import { expect, it } from 'vitest';
import { fixedPortsOf, lanes, weightOf } from '../../src/plan/lanes.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { loadRelease } from '../../src/release/load.ts';
import { catalogueFor } from '../../suites/catalogue.ts';

const release = loadRelease('v0.19.1');
const plans = planStarts(catalogueFor(release).cases, release);
const separate = (plan: PlannedStart): boolean => fixedPortsOf(plan, release).length > 0;
const keysOf = (some: readonly PlannedStart[]): string[] => some.map(({ key }) => key).sort();
const weightsOf = (made: readonly (readonly PlannedStart[])[]): number[] =>
  made.map((own) => own.reduce((sum, plan) => sum + weightOf(plan), 0));

it.each([1, 2, 4, 7])('gives each start to one of %i workers, and a group to one worker', (workers) => {
  const made = lanes(plans, { workers });
  expect(made).toHaveLength(workers);
  expect(keysOf(made.flat())).toEqual(keysOf(plans));
  const groups = made.flatMap((own) => [...new Set(own.map(({ group }) => group))]);
  expect(new Set(groups).size).toBe(groups.length);
});

it('gives starts that need a fixed port to all workers alike where each has the port', () => {
  const made = lanes(plans, { workers: 4, separate });
  expect(keysOf(made.flat())).toEqual(keysOf(plans));
  const needing = weightsOf(made.map((own) => own.filter(separate)));
  const heaviest = Math.max(...plans.map(weightOf));
  expect(Math.max(...needing) - Math.min(...needing)).toBeLessThanOrEqual(heaviest);
  expect(Math.min(...needing)).toBeGreaterThan(0);
  // The others still stay together: they share what was observed of their plain starts.
  const others = made.flatMap((own) => [
    ...new Set(own.filter((plan) => !separate(plan)).map(({ group }) => group)),
  ]);
  expect(new Set(others).size).toBe(others.length);
});

it('makes no more lanes than there are starts', () => {
  expect(lanes(plans.slice(0, 1), { workers: 4, separate })).toHaveLength(1);
  expect(lanes([], { workers: 4 })).toEqual([]);
});
