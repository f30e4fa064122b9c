/** Tests the figures of the benchmark: median, spread, ratio by round, and budgets. */
import { expect, test } from 'vitest';
import { budgetsOf, limits, type Measured } from '../../../tools/bench/budgets.ts';
import { ratioOf, spreadOf } from '../../../tools/bench/figures.ts';
import type { Lap } from '../../../tools/bench/measure-lap.ts';
import { measureQuick, quickBudgets, quickLimits } from '../../../tools/bench/quick.ts';
import { figuresOf } from '../../../tools/bench/summarize.ts';
import { accounts, lap, mib } from './figures.ts';

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[9, 1, 2], { median: 2, min: 1, max: 9 }],
  [[4, 1, 2, 9], { median: 3, min: 1, max: 9 }],
])('spread of %j', (values, expected) => {
  expect(spreadOf(values)).toEqual(expected);
});

test('of nothing there is no median', () => {
  expect(() => spreadOf([])).toThrow('no value');
});

test('a ratio is taken round by round: a round that was disturbed counts as one round', () => {
  expect(ratioOf([20, 200, 22], [10, 100, 10])).toEqual({ median: 2, min: 2, max: 2.2 });
});

const reference = { kind: 'reference', runtime: 'processes' } as const;
const binaries = { kind: 'binaries', runtime: 'processes' } as const;
const images = { kind: 'images', runtime: 'containers' } as const;

const measured = (more: Partial<Lap>, target: Measured['target'] = binaries): Measured => ({
  ...{ target, whole: true, cpus: 2 },
  now: figuresOf([{ lap: lap(more), cases: 100 }], 2),
});
const holds = (one: Measured): (boolean | null)[] => budgetsOf(one).map((budget) => budget.holds);

/** Everything exactly at its limit. */
const atLimit = (wallMs: number, toServices: number): Partial<Lap> => {
  const all = (2 * wallMs) / limits.fill;
  const service = all / (1 + toServices);
  return {
    wallMs,
    accounts: accounts({ service, suite: all - service }),
    memory: { pss: limits.pss, rss: 2 * limits.pss },
    edges: { first: limits.firstMs, firstCpu: 0, last: wallMs, lastCpu: all },
  };
};

test.each([
  ['reference', reference, 30_000, 0.3],
  ['local builds', binaries, 60_000, 0.6],
  ['containers', images, 120_000, 0.6],
] as const)('budgets of %s hold up to their limit, and not beyond', (_, target, wallMs, toServices) => {
  const hair = 0.9999;
  expect(holds(measured(atLimit(wallMs * hair, toServices * hair), target))).toEqual([
    true,
    // Rounding.
    expect.any(Boolean),
    true,
    true,
    true,
  ]);
  const worse: Partial<Lap> = {
    ...atLimit(wallMs + 1, toServices + 0.01),
    cpuMs: 1,
    memory: { pss: limits.pss + 1, rss: 2 * limits.pss },
    edges: { first: limits.firstMs + 1, firstCpu: 0, last: 2, lastCpu: 2 },
  };
  expect(holds(measured(worse, target))).toEqual([false, expect.any(Boolean), false, false, false]);
});

test.each([
  [10_000, 20_000, true],
  [11_000, 20_000, true],
  [11_100, 20_000, false],
])('wall time of %i ms for %i ms of CPU on two cores', (wallMs, ms, expected) => {
  expect(holds(measured({ wallMs, accounts: accounts({ service: ms }) }))[1]).toBe(expected);
});

test('what was not measured neither holds nor fails, and says why', () => {
  const [toServices, fill, wall, memory, first] = budgetsOf({
    ...measured({ cpuMs: null, accounts: { why: 'needs root' }, memory: null, edges: null }),
    whole: false,
  });
  expect(toServices).toMatchObject({ measured: null, holds: null, note: 'needs root' });
  expect(wall).toMatchObject({ measured: null, holds: null, note: 'only with --whole' });
  for (const one of [fill, memory, first]) {
    expect(one).toMatchObject({ measured: null, holds: null, note: 'needs Linux' });
  }
});

test('without root the wall time is still held against the CPU that was waited for', () => {
  const [, fill] = budgetsOf(measured({ wallMs: 10_000, cpuMs: 16_000, accounts: { why: 'needs root' } }));
  expect(fill).toMatchObject({
    measured: '1.25',
    holds: false,
    note: '2 s of 10 s without work for all cores',
  });
});

test('a budget says where the most of it goes', () => {
  const notes = budgetsOf(measured({})).map(({ note }) => note);
  expect(notes).toEqual([
    'main thread 0.40, postgres 0.20',
    '2 s of 10 s without work for all cores',
    '100 cases, 100 ms each; all CPU ÷ cores is 8 s',
    `RSS ${(350 * mib) / mib} MiB`,
    '',
  ]);
});

test('what has to be quick has a limit, and is measured', async () => {
  expect(quickBudgets(quickLimits).map((budget) => budget.holds)).toEqual([true, true, true]);
  const worse = { list: 501, explain: 501, keys: 301 };
  expect(quickBudgets(worse).map((budget) => budget.holds)).toEqual([false, false, false]);
  for (const ms of Object.values(await measureQuick(new AbortController().signal))) {
    expect(ms).toBeGreaterThan(0);
  }
});
