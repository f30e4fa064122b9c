/** From measurements to what they say. Pure. */
import { budgetsOf } from './budgets.ts';
import { ratioOf, spreadOf, type Spread } from './figures.ts';
import { stages, type Stage } from './from-journal.ts';
import { noCounts, type Way } from './lap-job.ts';
import type { Lap } from './measure-lap.ts';
import type { About, BenchResult, Measurement, StageFigures, WayFigures } from './result.ts';

export const summarize = (
  measured: readonly Measurement[],
  about: About,
): Omit<BenchResult, 'schemaVersion' | 'suite' | 'finished' | 'machine'> => {
  const of = (way: Way): Measurement[] =>
    measured.filter(({ lap }) => lap.way === way).sort((a, b) => a.round - b.round);
  const walls = (way: Way): number[] => of(way).map(({ lap }) => wallOf(lap));
  const observed = about.selected + about.controlOnly;
  const scaled = walls('naive').map((ms) => (ms / about.naiveCases) * observed);
  const suiteToBare = ratioOf(walls('suite'), walls('bare'));
  const suiteCpu = known(of('suite').map(({ lap }) => cpuOf(lap)));
  const bareCpu = known(of('bare').map(({ lap }) => cpuOf(lap)));
  const memory = memoryOf(of('suite').map(({ lap }) => lap));
  return {
    about,
    ways: { bare: figuresOf(of('bare')), suite: figuresOf(of('suite')), naive: figuresOf(of('naive')) },
    ratios: {
      suiteToBare,
      naiveToSuite: ratioOf(scaled, walls('suite')),
      cpu: suiteCpu && bareCpu ? ratioOf(suiteCpu, bareCpu) : null,
    },
    stages: stagesOf(of('suite')),
    memory,
    budgets: budgetsOf({
      whole: about.whole,
      suiteMs: spreadOf(walls('suite')).median,
      suiteToBare: suiteToBare.median,
      peak: memory?.spread.max ?? null,
    }),
    laps: measured.map(({ round, lap, journal }) => ({ ...lap, round, repeated: journal?.repeated ?? 0 })),
  };
};

/** Of the suite everything counts that its user waits for. */
const wallOf = (lap: Lap): number => lap.ms ?? lap.wallMs;

const cpuOf = (lap: Lap): number | null => {
  const children = lap.clocked ? lap.clocked.childrenMs : lap.outside?.childrenCpuMs;
  return children === null || children === undefined ? null : ownCpuOf(lap) + children;
};

const ownCpuOf = ({ clocked, cpuMs }: Lap): number => clocked?.ownMs ?? cpuMs;

const known = (values: readonly (number | null | undefined)[]): number[] | undefined => {
  const found = values.filter((value) => value !== undefined && value !== null);
  return found.length === values.length ? found : undefined;
};

const spread = (values: readonly (number | null | undefined)[]): Spread | null => {
  const found = known(values);
  return found ? spreadOf(found) : null;
};

const figuresOf = (measured: readonly Measurement[]): WayFigures => {
  const laps = measured.map(({ lap }) => lap);
  const outside = known(laps.map(({ outside }) => outside?.elsewhere));
  return {
    wall: spreadOf(laps.map(wallOf)),
    cpu: spread(laps.map(cpuOf)),
    ownCpu: spreadOf(laps.map(ownCpuOf)),
    counts: measured[0]?.journal?.counts ?? laps[0]?.counts ?? noCounts(),
    before: spread(laps.map((lap) => lap.outside?.firstServiceMs)),
    after: spread(
      laps.map(({ outside, wallMs }) =>
        outside?.lastServiceMs === null || !outside ? null : wallMs - outside.lastServiceMs,
      ),
    ),
    elsewhere: outside ? Math.max(...outside) : null,
  };
};

const stagesOf = (measured: readonly Measurement[]): Record<Stage, StageFigures> => {
  const starts = measured.flatMap(({ journal }) => journal?.stages ?? []);
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

const memoryOf = (laps: readonly Lap[]): BenchResult['memory'] => {
  const peaks = laps.flatMap(({ outside }) => (outside ? [outside.peak] : []));
  const [highest] = [...peaks].sort((a, b) => b.sum - a.sum);
  if (!highest) return null;
  const { suite, watch, postgres } = highest;
  return { spread: spreadOf(peaks.map(({ sum }) => sum)), suite, watch, postgres };
};
