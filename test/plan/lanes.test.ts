/** Tests how starts are shared among workers, in which order a worker makes them, and which wait for each other. */
import { expect, test } from 'vitest';
import { fixedPortsOf, lanes, longestFirst, networksFor, turnsOf, weightOf } from '../../src/plan/lanes.ts';
import { defaultOptions } from '../../src/plan/options.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { choose } from '../../src/plan/select.ts';
import { loadRelease } from '../../src/release/load.ts';

const plansOf = (name: string): PlannedStart[] => {
  const { cases, release } = choose(loadRelease(name), defaultOptions().filters);
  return planStarts(cases, release);
};

const waitsForNothing = ({ start, probes }: PlannedStart): boolean =>
  start.services.length === 1 &&
  !probes.some((probe) => ['wait-for-retry', 'restart', 'stop'].includes(probe));

test.each(['reference', 'v0.19.1'])('%s: starts of all services come first, and nothing is lost', (name) => {
  const plans = plansOf(name);
  const ordered = longestFirst(plans);
  expect(new Set(ordered)).toEqual(new Set(plans));
  expect(ordered).toHaveLength(plans.length);
  const several = plans.filter(({ start }) => start.services.length > 3).length;
  expect(several).toBeGreaterThan(10);
  expect(ordered.slice(0, several).every(({ start }) => start.services.length > 3)).toBe(true);
  // Those that wait for something that must not happen come before those that wait for nothing.
  const single = ordered.filter(({ start }) => start.services.length === 1);
  const retries = single.map(({ probes }) => probes.includes('wait-for-retry'));
  expect(retries.lastIndexOf(true)).toBeGreaterThan(0);
  expect(retries.lastIndexOf(true)).toBeLessThan(single.findIndex(waitsForNothing));
});

test('starts that take equally long keep the order of the page', () => {
  const plans = plansOf('reference').filter(waitsForNothing);
  expect(plans.length).toBeGreaterThan(10);
  expect(longestFirst(plans)).toEqual(plans);
});

test('starts of all services of the reference leave the turns of others alone', async () => {
  const release = loadRelease('reference');
  const plans = plansOf('reference');
  const turn = turnsOf(release, 1);
  const several = plans.filter(({ start }) => start.services.length > 3).slice(0, 4);
  const alone = plans.find(({ start }) => start.services.length === 1)!;
  // None of them waits: a fifth, or a second one alone, would.
  const taken = await Promise.all([...several, alone].map((plan) => turn(plan)));
  expect(taken).toHaveLength(5);
});

const release = loadRelease('v0.19.1');
const plans = plansOf('v0.19.1');
const separate = (plan: PlannedStart): boolean => fixedPortsOf(plan, release).length > 0;
const keysOf = (some: readonly PlannedStart[]): string[] => some.map(({ key }) => key).sort();
const weightsOf = (made: readonly (readonly PlannedStart[])[]): number[] =>
  made.map((own) => own.reduce((sum, plan) => sum + weightOf(plan), 0));

test.each([1, 2, 4, 7])('gives each start to one of %i workers, and a group to one worker', (workers) => {
  const made = lanes(plans, { workers });
  expect(made).toHaveLength(workers);
  expect(keysOf(made.flat())).toEqual(keysOf(plans));
  const groups = made.flatMap((own) => [...new Set(own.map(({ group }) => group))]);
  expect(new Set(groups).size).toBe(groups.length);
});

test('gives starts that need a fixed port to all workers alike where each has the port', () => {
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

test('gives what needs neither a port nor a database to any worker, by rule and subject', () => {
  const database = (plan: PlannedStart): boolean =>
    plan.start.services.some((name) => release.services[name]?.database);
  const waits = (): boolean => false;
  const made = lanes(plans, { workers: 4, separate, waits, database });
  expect(keysOf(made.flat())).toEqual(keysOf(plans));
  const lanesOf = (kindOf: (plan: PlannedStart) => string | undefined): number[] => {
    const found = new Map<string, Set<number>>();
    for (const [at, own] of made.entries()) {
      for (const plan of own) {
        const kind = kindOf(plan);
        if (kind !== undefined) found.set(kind, (found.get(kind) ?? new Set()).add(at));
      }
    }
    return [...found.values()].map(({ size }) => size);
  };
  const ruleAndSubject = ({ cases }: PlannedStart): string => cases[0]!.split('/').slice(0, 2).join('/');
  expect(Math.max(...lanesOf((plan) => (separate(plan) ? undefined : ruleAndSubject(plan))))).toBe(1);
  expect(
    Math.max(...lanesOf((plan) => (separate(plan) || database(plan) ? undefined : plan.group))),
  ).toBeGreaterThan(1);
  // A database weighs as much as two services.
  const weights = made.map((own) =>
    own.reduce((sum, plan) => sum + weightOf(plan) + (database(plan) ? 2 : 0), 0),
  );
  expect(Math.max(...weights) / Math.min(...weights)).toBeLessThan(1.1);
});

test.each([
  ['v0.17.0', 2, 4],
  // One program serves HTTP and WebSocket: twice as many starts wait for its port.
  ['v0.19.1', 2, 5],
  ['v0.19.1', 64, 8],
  ['reference', 2, 4],
])('%s on %i CPUs has %i networks', (name, cpus, networks) => {
  expect(networksFor(plansOf(name), loadRelease(name), cpus)).toBe(networks);
});

test('makes no more lanes than there are starts', () => {
  expect(lanes(plans.slice(0, 1), { workers: 4, separate })).toHaveLength(1);
  expect(lanes([], { workers: 4 })).toEqual([]);
});
