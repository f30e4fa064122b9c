/** What a benchmark found: this is bench.json. Times in ms, memory in bytes. */
import type { Budget } from './budgets.ts';
import type { Spread } from './figures.ts';
import type { JournalFigures, Stage } from './from-journal.ts';
import type { Counts } from './lap-job.ts';
import type { Lap } from './measure-lap.ts';

/** One way, measured once. */
export interface Measurement {
  round: number;
  lap: Lap;
  /** Of a run of the suite. */
  journal: JournalFigures | undefined;
}

export interface BenchResult {
  schemaVersion: 1;
  suite: { name: string; version: string; commit: string | null };
  finished: string;
  machine: { cpus: number; model: string; memory: number; os: string; node: string };
  about: About;
  ways: Record<'bare' | 'suite' | 'naive', WayFigures>;
  ratios: {
    /** Suite to bare, wall time. */
    suiteToBare: Spread;
    /** Naive, for as many cases as the suite observed, to suite; wall time. */
    naiveToSuite: Spread;
    /** Suite to bare, CPU of all processes together; null where it is not known. */
    cpu: Spread | null;
  };
  stages: Record<Stage, StageFigures>;
  /** Highest sum of the suite's own processes, without the services under test; null where it is not known. */
  memory: { spread: Spread; suite: number; watch: number; postgres: number } | null;
  budgets: Budget[];
  laps: (Lap & { round: number; repeated: number })[];
}

export interface About {
  repeats: number;
  whole: boolean;
  /** Cases that were chosen, and that they need to be judged. */
  selected: number;
  controlOnly: number;
  /** Cases that the naive way observed. */
  naiveCases: number;
  starts: number;
  /** Starts under way at once. */
  atOnce: number;
}

export interface WayFigures {
  wall: Spread;
  /** All processes together, and of that the process itself (with its threads); null where it is not known. */
  cpu: Spread | null;
  ownCpu: Spread;
  counts: Counts;
  /** Wall time before the first and after the last service was there, as far as can be seen from outside. */
  before: Spread | null;
  after: Spread | null;
  /** Highest share of the CPUs that something else kept busy, 0 to 1. */
  elsewhere: number | null;
}

export interface StageFigures {
  /** ms a start. */
  median: number;
  mean: number;
  /** Share of the time of all starts, 0 to 1. */
  share: number;
}
