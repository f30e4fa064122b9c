/** Reads figures about starts from the journal of a run. Pure. */
import type { JournalLine, JournalObservation } from '../../src/model/journal.ts';
import { noCounts, type Counts } from './lap-job.ts';

/** Where the time of a start goes, in order. */
export const stages = ['arrange', 'start', 'look', 'settle', 'stop'] as const;
export type Stage = (typeof stages)[number];

export interface JournalFigures {
  counts: Counts;
  /** Starts that were made once more: failed infrastructure, or a second reading. */
  repeated: number;
  /** ms, one entry a start. */
  stages: Record<Stage, number>[];
}

export const journalFigures = (lines: readonly JournalLine[]): JournalFigures => {
  const counts = noCounts();
  const observed = lines.filter((line) => line.type === 'observation');
  let repeated = 0;
  for (const { observation, attempts } of observed) {
    counts.starts++;
    repeated += attempts.length + (observation.premise ? 1 : 0);
    for (const { boot } of Object.values(observation.services)) {
      counts.processes++;
      counts.outcomes[boot.outcome]++;
    }
    if (!observation.restart) continue;
    counts.processes++;
    counts.outcomes[observation.restart.ready ? 'ready' : 'exited']++;
  }
  return { counts, repeated, stages: observed.map(stagesOf) };
};

/** Services of a start come up one after another; `start` is until the last one was ready or had ended. */
const stagesOf = ({ observation, timings }: JournalObservation): Record<Stage, number> => {
  const booting = Object.values(observation.services).reduce((sum, { boot }) => sum + boot.ms, 0);
  const start = Math.min(booting, timings.start);
  return {
    arrange: timings.start - start,
    start,
    look: timings.probe - timings.settle,
    settle: timings.settle,
    stop: timings.stop,
  };
};
