/** Tests the figures of the benchmark: median, spread, ratio by round, and budgets. */
import { expect, test } from 'vitest';
import { budgetsOf, limits } from '../../../tools/bench/budgets.ts';
import { ratioOf, spreadOf } from '../../../tools/bench/figures.ts';
import { measureQuick, quickBudgets, quickLimits } from '../../../tools/bench/quick.ts';

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

const good = { whole: true, suiteMs: limits.wholeMs, suiteToBare: limits.ratio, peak: limits.peak };

test('a budget holds up to its limit, and not beyond', () => {
  expect(budgetsOf(good).map(({ holds }) => holds)).toEqual([true, true, true]);
  const worse = { whole: true, suiteMs: 60_001, suiteToBare: 1.26, peak: limits.peak + 1 };
  expect(budgetsOf(worse).map(({ holds }) => holds)).toEqual([false, false, false]);
});

test('what was not measured neither holds nor fails, and says why', () => {
  const [time, ratio, memory] = budgetsOf({ ...good, whole: false, peak: null });
  expect(time).toMatchObject({ measured: null, holds: null, note: 'only with --whole' });
  expect(ratio).toMatchObject({ holds: true });
  expect(memory).toMatchObject({ measured: null, holds: null, note: 'needs /proc' });
});

test('what has to be quick has a limit, and is measured', async () => {
  expect(quickBudgets(quickLimits).map(({ holds }) => holds)).toEqual([true, true, true]);
  const worse = { list: 501, explain: 501, keys: 301 };
  expect(quickBudgets(worse).map(({ holds }) => holds)).toEqual([false, false, false]);
  for (const ms of Object.values(await measureQuick(new AbortController().signal))) {
    expect(ms).toBeGreaterThan(0);
  }
});
