/** Divides what a run observes into shares of about the same cost, one a shard. Pure: every machine divides alike. */
import { UsageError } from '../model/errors.ts';
import { weightOf } from './lanes.ts';
import type { Shard } from './options.ts';
import { planStarts, type PlannedStart } from './plan.ts';
import { needsIn, type Chosen } from './select.ts';

interface Share {
  /** Starts whose selected cases are judged by this share; each has one such share. */
  own: Set<PlannedStart>;
  /** These, and those that they rest on: every case can be judged by what its shard has observed. */
  starts: Set<PlannedStart>;
  weight: number;
}

/**
 * What one shard observes. A start is observed whole, with the probes of all its cases, so that an observation does not
 * depend on which shard has made it.
 * @throws UsageError for more shards than there are starts to divide
 */
export const shareOf = (whole: Chosen, shard: Shard): Chosen => {
  const { own, starts } = sharesOf(whole, shard.of)[shard.number - 1]!;
  const idsOf = (plans: ReadonlySet<PlannedStart>): Set<string> =>
    new Set([...plans].flatMap((plan) => plan.cases));
  const [judged, observed] = [idsOf(own), idsOf(starts)];
  const cases = whole.cases.filter(({ id }) => observed.has(id));
  const selected = whole.selection.selected.filter(({ id }) => judged.has(id));
  const chosen = new Set(selected);
  return {
    ...whole,
    cases,
    selection: { selected, controlOnly: cases.filter((one) => !chosen.has(one)) },
  };
};

/** The heaviest first, each to the share that is the lightest with it. */
export const sharesOf = ({ catalogue, cases, release, selection }: Chosen, many: number): Share[] => {
  const planOf = new Map<string, PlannedStart>();
  for (const plan of planStarts(cases, release)) for (const id of plan.cases) planOf.set(id, plan);
  const selected = Map.groupBy(selection.selected, ({ id }) => planOf.get(id)!);
  if (selected.size < many) {
    throw new UsageError(
      `at most as many shards as there are starts to divide: ${selected.size}`,
      `--shard with ${many}`,
      'divide into fewer shards, or select more',
    );
  }
  const needsOf = needsIn(catalogue);
  const units = [...selected].map(([plan, judged]) => {
    const starts = new Set([...needsOf(judged)].map((id) => planOf.get(id)!));
    return { plan, starts, weight: weigh(starts) };
  });
  const shares = Array.from({ length: many }, (): Share => ({
    own: new Set(),
    starts: new Set(),
    weight: 0,
  }));
  for (const { plan, starts } of units.sort((a, b) => b.weight - a.weight)) {
    const weightWith = (share: Share): number =>
      share.weight + weigh([...starts].filter((start) => !share.starts.has(start)));
    const lightest = shares.reduce((one, other) => (weightWith(other) < weightWith(one) ? other : one));
    lightest.weight = weightWith(lightest);
    lightest.own.add(plan);
    for (const start of starts) lightest.starts.add(start);
  }
  return shares;
};

const weigh = (starts: Iterable<PlannedStart>): number =>
  [...starts].reduce((sum, plan) => sum + weightOf(plan), 0);
