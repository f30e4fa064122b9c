/** Reads figures about starts from the journal of a run. Pure. */
import type { JournalLine, JournalObservation } from '../../src/model/journal.ts';

/** Where the time of a start goes, in order. */
export const stages = ['arrange', 'start', 'look', 'settle', 'stop'] as const;
export type Stage = (typeof stages)[number];

export interface Counts {
  /** Cases that were selected, and those that they need. */
  cases: number;
  /** Stacks that were started. */
  starts: number;
  /** Starts that were made once more: failed infrastructure, or a second reading. */
  repeated: number;
  /** Processes of services, and how they came up. */
  processes: number;
  outcomes: Record<'ready' | 'exited' | 'hung', number>;
}

export interface JournalStart {
  key: string;
  cases: string[];
  services: string[];
  /** ms by stage, all readings together. */
  stages: Record<Stage, number>;
}

export interface JournalFigures {
  counts: Counts;
  starts: JournalStart[];
}

export const journalFigures = (lines: readonly JournalLine[]): JournalFigures => {
  const counts: Counts = {
    ...{ cases: 0, starts: 0, repeated: 0, processes: 0 },
    outcomes: { ready: 0, exited: 0, hung: 0 },
  };
  const starts = new Map<string, JournalStart>();
  for (const line of lines) {
    if (line.type !== 'observation') continue;
    const { observation, attempts, reading } = line;
    counts.starts++;
    counts.repeated += attempts.length + (observation.premise ? 1 : 0) + (reading === 'calm' ? 1 : 0);
    for (const { boot } of Object.values(observation.services)) {
      counts.processes++;
      counts.outcomes[boot.outcome]++;
    }
    if (observation.restart) {
      counts.processes++;
      counts.outcomes[observation.restart.ready ? 'ready' : 'exited']++;
    }
    const known = starts.get(line.start);
    const now = stagesOf(line);
    starts.set(line.start, {
      key: line.start,
      cases: line.cases,
      services: Object.keys(observation.services),
      stages: known ? sumOf(known.stages, now) : now,
    });
  }
  counts.cases = new Set([...starts.values()].flatMap(({ cases }) => cases)).size;
  return { counts, starts: [...starts.values()] };
};

const sumOf = (one: Record<Stage, number>, other: Record<Stage, number>): Record<Stage, number> => {
  const sums = stages.map((stage): [Stage, number] => [stage, one[stage] + other[stage]]);
  return Object.fromEntries(sums) as Record<Stage, number>;
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

/** Cases in the journal of any version: another checkout may write another one. */
export const countCases = (journal: string): number => {
  const ids = journal
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { type: string; cases?: string[] })
    .flatMap(({ type, cases }) => (type === 'observation' ? (cases ?? []) : []));
  return new Set(ids).size;
};
