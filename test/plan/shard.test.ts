/** A selection is divided into shares of about the same cost, each of which can judge its cases by itself. */
import { describe, expect, it, test } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { weightOf } from '../../src/plan/lanes.ts';
import { defaultOptions, type Filters } from '../../src/plan/options.ts';
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { choose, withNeeds, type Chosen } from '../../src/plan/select.ts';
import { shareOf, sharesOf } from '../../src/plan/shard.ts';
import { loadRelease } from '../../src/release/load.ts';

const wholeOf = (release: string, filters: Partial<Filters> = {}): Chosen =>
  choose(loadRelease(release), { ...defaultOptions().filters, ...filters });

const costOf = (plans: readonly PlannedStart[]): number =>
  plans.reduce((sum, plan) => sum + weightOf(plan), 0);
const ids = (cases: readonly { id: string }[]): string[] => cases.map(({ id }) => id);
const numbers = (of: number): number[] => Array.from({ length: of }, (_, at) => at + 1);

describe.each([
  ['the reference', wholeOf('reference'), 3],
  ['v0.19.1', wholeOf('v0.19.1'), 4],
  ['a section', wholeOf('reference', { sections: ['standalone'] }), 2],
])('%s', (_, whole, of) => {
  const shares = numbers(of).map((number) => shareOf(whole, { number, of }));
  const plans = planStarts(whole.cases, whole.release);

  it('is divided whole: each selected case in one share, each start in at least one', () => {
    expect(shares.flatMap((share) => ids(share.selection.selected)).toSorted()).toEqual(
      ids(whole.selection.selected).toSorted(),
    );
    const observed = new Set(
      shares.flatMap((share) => planStarts(share.cases, share.release).map((p) => p.key)),
    );
    expect(observed).toEqual(new Set(plans.map(({ key }) => key)));
  });

  it('has in each share all that its cases rest on', () => {
    for (const { selection, cases, catalogue } of shares) {
      const there = new Set(ids(cases));
      expect([...withNeeds(selection.selected, catalogue)].filter((id) => !there.has(id))).toEqual([]);
      expect([...ids(selection.selected), ...ids(selection.controlOnly)].toSorted()).toEqual(
        [...there].toSorted(),
      );
    }
  });

  it('makes each start as the whole run would: same cases, same probes', () => {
    const known = new Map(plans.map((plan) => [plan.key, plan]));
    for (const share of shares) {
      const own = planStarts(share.cases, share.release);
      expect(own).toEqual(own.map(({ key }) => known.get(key)));
    }
  });
});

test('four shards of v0.19.1 cost about the same, and each at most a third of the whole', () => {
  const whole = wholeOf('v0.19.1');
  const costs = numbers(4).map((number) =>
    costOf(planStarts(shareOf(whole, { number, of: 4 }).cases, whole.release)),
  );
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / 4;
  expect(Math.max(...costs)).toBeLessThan(1.15 * mean);
  expect(Math.max(...costs)).toBeLessThan(costOf(planStarts(whole.cases, whole.release)) / 3);
});

test('the division follows from the plan alone', () => {
  const divided = (): string[][] =>
    sharesOf(wholeOf('v0.19.1'), 4).map(({ own }) => [...own].map(({ key }) => key));
  expect(divided()).toEqual(divided());
});

test('one shard of one is the whole', () => {
  const whole = wholeOf('reference', { sections: ['standalone'] });
  const share = shareOf(whole, { number: 1, of: 1 });
  expect(ids(share.cases)).toEqual(ids(whole.cases));
  expect(ids(share.selection.selected)).toEqual(ids(whole.selection.selected));
  expect(ids(share.selection.controlOnly)).toEqual(ids(whole.selection.controlOnly));
});

test('more shards than starts are refused, in each of them', () => {
  const one = wholeOf('reference', { cases: ['server.pair-is-tls/users.http/cert-key'] });
  for (const number of [1, 64]) {
    const divide = (): unknown => shareOf(one, { number, of: 64 });
    expect(divide).toThrow(UsageError);
    expect(divide).toThrow(/at most as many shards as there are starts to divide: 1/);
  }
});
