/** Makes measurements of the benchmark for its tests. */
import type { Kind } from '../../../tools/bench/accounting/kinds.ts';
import type { JournalFigures, Stage } from '../../../tools/bench/from-journal.ts';
import type { Accounts, Lap } from '../../../tools/bench/measure-lap.ts';
import { benchVersion, type BenchResult } from '../../../tools/bench/result.ts';
import { budgetsOf } from '../../../tools/bench/budgets.ts';
import { speedUpOf } from '../../../tools/bench/speed-up.ts';
import {
  costsOf,
  dearestOf,
  figuresOf,
  growthOf,
  ratiosOf,
  stagesOf,
} from '../../../tools/bench/summarize.ts';

export const mib = 2 ** 20;

export const accounts = (
  ms: Partial<Record<Kind, number>>,
  starts: Record<string, number> = {},
): Accounts => ({
  parts: Object.entries(ms).map(([kind, used]) => ({
    kind: kind as Kind,
    name: kind === 'suite' ? 'main thread' : kind,
    ms: used,
  })),
  recordedMs: 98,
  groupMs: 100,
  starts,
});

export const lap = (more: Partial<Lap> = {}): Lap => ({
  wallMs: 10_000,
  cpuMs: 15_000,
  accounts: accounts({ service: 10_000, postgres: 2000, suite: 4000 }),
  memory: { pss: 300 * mib, rss: 350 * mib },
  edges: { first: 1000, firstCpu: 900, last: 9500, lastCpu: 14_900 },
  elsewhere: 0.05,
  ...more,
});

const stages: Record<Stage, number> = { arrange: 10, start: 100, look: 50, settle: 0, stop: 5 };

export const journal = (starts: Record<string, string[]>): JournalFigures => ({
  counts: {
    ...{ cases: Object.values(starts).flat().length, starts: Object.keys(starts).length, repeated: 1 },
    ...{ processes: 3, outcomes: { ready: 2, exited: 1, hung: 0 } },
  },
  starts: Object.entries(starts).map(([key, cases]) => ({ key, cases, services: ['users'], stages })),
});

/** A result with everything in it. */
export const result = (more: Partial<BenchResult> = {}): BenchResult => {
  const found = journal({ a: ['a/users/one', 'a/users/two'], b: ['b/users/one'] });
  const mine = [
    { lap: lap({ accounts: accounts({ service: 10_000, suite: 4000 }, { a: 300, b: 200 }) }), cases: 3 },
  ];
  const target = { kind: 'binaries', release: 'v0.19.1', runtime: 'processes' } as const;
  const now = figuresOf(mine, 2);
  const slow = [{ lap: lap({ wallMs: 20_000 }), cases: 3 }];
  return {
    schemaVersion: benchVersion,
    suite: { name: 'magistrala-conformance', version: '0.1.0', commit: '0123456789abcdef' },
    finished: '2026-01-02T03:04:05.678Z',
    machine: { cpus: 2, model: 'a model', memory: 8 * 2 ** 30, os: 'linux 6.1', node: 'v24.0.0' },
    target,
    about: { repeats: 1, whole: true, sections: [], counts: found.counts },
    now,
    before: { commit: 'fedcba9876543210', figures: figuresOf(slow, 2), ratios: ratiosOf(mine, slow) },
    stages: stagesOf([found]),
    dearest: dearestOf(costsOf(mine.map((one) => ({ ...one, journal: found })))),
    growth: growthOf([mine, [{ ...mine[0]!, cases: 6 }], [{ ...mine[0]!, cases: 9 }]]),
    speedUp: speedUpOf(mine[0]!.lap, 2),
    budgets: budgetsOf({ target, whole: true, cpus: 2, now }),
    ...more,
  };
};
