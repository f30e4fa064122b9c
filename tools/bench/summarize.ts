/** From measurements to what they say. Pure. */
import { kinds, type Kind } from './accounting/kinds.ts';
import { ratioOf, spreadOf, type Spread } from './figures.ts';
import { stages, type JournalFigures, type JournalStart, type Stage } from './from-journal.ts';
import type { Accounts, Lap } from './measure-lap.ts';
import type { Dear, Figures, GrowthRow, KindFigures, Ratios, StageFigures, StartCost } from './result.ts';

/** One run of one checkout. */
export interface Measurement {
  lap: Lap;
  /** Cases that were observed. */
  cases: number;
}

/** All that was used; without records only what was waited for. */
export const cpuOf = ({ cpuMs, accounts }: Lap): number | null =>
  'why' in accounts ? cpuMs : recorded(accounts);

const recorded = ({ parts }: Accounts): number => parts.reduce((sum, { ms }) => sum + ms, 0);

export const ofKind = ({ parts }: Accounts, kind: Kind): number =>
  parts.filter((part) => part.kind === kind).reduce((sum, { ms }) => sum + ms, 0);

const known = <T>(values: readonly (T | null)[]): T[] | undefined => {
  const found = values.filter((value): value is T => value !== null);
  return found.length === values.length && found.length ? found : undefined;
};

const spread = (values: readonly (number | null)[]): Spread | null => {
  const found = known(values);
  return found ? spreadOf(found) : null;
};

/** @param cpus of the machine */
export const figuresOf = (measured: readonly Measurement[], cpus: number): Figures => {
  const laps = measured.map(({ lap }) => lap);
  const memory = known(laps.map((lap) => lap.memory));
  const elsewhere = known(laps.map((lap) => lap.elsewhere));
  const cpu = laps.map(cpuOf);
  return {
    cases: measured[0]!.cases,
    wall: spreadOf(laps.map(({ wallMs }) => wallMs)),
    cpu: spread(cpu),
    fill: spread(laps.map(({ wallMs }, at) => (cpu[at] ? wallMs / (cpu[at] / cpus) : null))),
    memory: memory
      ? { pss: spreadOf(memory.map(({ pss }) => pss)), rss: spreadOf(memory.map(({ rss }) => rss)) }
      : null,
    first: spread(laps.map(({ edges }) => edges?.first ?? null)),
    kinds: kindsOf(laps),
    elsewhere: elsewhere ? Math.max(...elsewhere) : null,
  };
};

const kindsOf = (laps: readonly Lap[]): Figures['kinds'] => {
  const accounts: Accounts[] = [];
  for (const lap of laps) {
    if ('why' in lap.accounts) return { why: lap.accounts.why };
    if (ofKind(lap.accounts, 'service') === 0) return { why: 'no service was seen' };
    accounts.push(lap.accounts);
  }
  const median = (value: (one: Accounts) => number): number => spreadOf(accounts.map(value)).median;
  const missing = known(
    accounts.map(({ recordedMs, groupMs }) => (groupMs ? 1 - recordedMs / groupMs : null)),
  );
  const names = new Map(
    accounts.flatMap(({ parts }) =>
      parts.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }] as const),
    ),
  );
  const parts = [...names.values()].map(({ kind, name }) => ({
    ...{ kind, name },
    ms: median((one) => one.parts.find((part) => part.kind === kind && part.name === name)?.ms ?? 0),
  }));
  return {
    toServices: spreadOf(
      accounts.map((one) => (recorded(one) - ofKind(one, 'service')) / ofKind(one, 'service')),
    ),
    kinds: Object.fromEntries(
      kinds.map((kind) => [kind, median((one) => ofKind(one, kind))]),
    ) as KindFigures['kinds'],
    parts: parts.sort((a, b) => b.ms - a.ms),
    missing: missing ? missing.reduce((one, other) => (Math.abs(other) > Math.abs(one) ? other : one)) : null,
  };
};

export const ratiosOf = (now: readonly Measurement[], before: readonly Measurement[]): Ratios => {
  const walls = (measured: readonly Measurement[]): number[] => measured.map(({ lap }) => lap.wallMs);
  const perCase = (values: readonly number[], measured: readonly Measurement[]): number[] =>
    values.map((value, at) => value / measured[at]!.cases);
  const cpus = (measured: readonly Measurement[]) => known(measured.map(({ lap }) => cpuOf(lap)));
  const [cpuNow, cpuBefore] = [cpus(now), cpus(before)];
  return {
    wall: ratioOf(walls(now), walls(before)),
    wallPerCase: ratioOf(perCase(walls(now), now), perCase(walls(before), before)),
    cpuPerCase: cpuNow && cpuBefore ? ratioOf(perCase(cpuNow, now), perCase(cpuBefore, before)) : null,
  };
};

export const stagesOf = (journals: readonly JournalFigures[]): Record<Stage, StageFigures> => {
  const starts = journals.flatMap((journal) => journal.starts.map((start) => start.stages));
  const sumOf = (stage: Stage): number => starts.reduce((sum, start) => sum + start[stage], 0);
  const all = stages.reduce((sum, stage) => sum + sumOf(stage), 0);
  const figures = stages.map((stage): [Stage, StageFigures] => [
    stage,
    {
      median: spreadOf(starts.map((start) => start[stage])).median,
      mean: sumOf(stage) / starts.length,
      share: sumOf(stage) / all,
    },
  ]);
  return Object.fromEntries(figures) as Record<Stage, StageFigures>;
};

/** What the services of each start cost a case, dearest first; nothing where CPU by kind is not known. */
export const costsOf = (measured: readonly { lap: Lap; journal: JournalFigures }[]): StartCost[] => {
  const costs = new Map<string, { start: JournalStart; cpu: number[] }>();
  for (const { lap, journal } of measured) {
    if ('why' in lap.accounts) return [];
    for (const start of journal.starts) {
      const ms = lap.accounts.starts[start.key];
      if (ms === undefined) continue;
      const known = costs.get(start.key) ?? { start, cpu: [] };
      known.cpu.push(ms);
      costs.set(start.key, known);
    }
  }
  return [...costs.values()]
    .map(({ start: { cases, services, stages: times }, cpu }) => ({
      ...{ cases, services, stages: times },
      cpuMs: spreadOf(cpu).median / cases.length,
    }))
    .sort((a, b) => b.cpuMs - a.cpuMs);
};

const mostDear = 10;

/** Of cases that share a start, the first one stands for all: they cost the same. */
export const dearestOf = (costs: readonly StartCost[]): Dear[] =>
  costs.slice(0, mostDear).map(({ cases, ...cost }) => ({ case: cases[0]!, shared: cases.length, ...cost }));

/** One row for each size, from medians of its rounds. */
export const growthOf = (sizes: readonly (readonly Measurement[])[]): GrowthRow[] =>
  sizes.map((measured) => {
    const other = measured.map(({ lap: { accounts } }) =>
      'why' in accounts ? null : recorded(accounts) - ofKind(accounts, 'service'),
    );
    return {
      cases: measured[0]!.cases,
      wallMs: spreadOf(measured.map(({ lap }) => lap.wallMs)).median,
      cpuMs: spread(measured.map(({ lap }) => cpuOf(lap)))?.median ?? null,
      otherMs: spread(other)?.median ?? null,
    };
  });

/** What a further case costs between two sizes, in ms. */
export const marginal = (
  rows: readonly GrowthRow[],
  value: (row: GrowthRow) => number | null,
): (number | null)[] =>
  rows.slice(1).map((row, at) => {
    const [less, more] = [value(rows[at]!), value(row)];
    return less === null || more === null ? null : (more - less) / (row.cases - rows[at]!.cases);
  });

/** A further case among many may cost so much more than among few. */
export const flatWithin = 1.1;

/** Undefined where there are too few sizes to say so. */
export const isFlat = (rows: readonly GrowthRow[]): boolean | undefined => {
  const steps = marginal(rows, ({ cpuMs }) => cpuMs);
  const [few, many] = [steps[0], steps.at(-1)];
  if (steps.length < 2 || few === null || few === undefined || many === null || many === undefined)
    return undefined;
  return many <= flatWithin * few;
};
