/** Time and CPU between `go` and `halt`, added up. */
import type { Clocked } from './lap-job.ts';
import { cpuBelow, seesProcesses } from './process-tree.ts';

export interface Stopwatch {
  go: () => void;
  halt: () => void;
  readonly ms: number;
  readonly cpu: Clocked;
}

export const stopwatch = (): Stopwatch => {
  let began = now();
  let sum = { ms: 0, ownMs: 0, childrenMs: 0 };
  return {
    go: () => {
      began = now();
    },
    halt: () => {
      const ended = now();
      sum = {
        ms: sum.ms + ended.ms - began.ms,
        ownMs: sum.ownMs + ended.ownMs - began.ownMs,
        childrenMs: sum.childrenMs + ended.childrenMs - began.childrenMs,
      };
    },
    get ms() {
      return sum.ms;
    },
    get cpu() {
      return { ownMs: sum.ownMs, childrenMs: seesProcesses ? sum.childrenMs : null };
    },
  };
};

const now = () => {
  const { user, system } = process.cpuUsage();
  return {
    ms: performance.now(),
    ownMs: (user + system) / 1000,
    childrenMs: seesProcesses ? cpuBelow() : 0,
  };
};
