/** A control group for one run: the kernel adds up what all in it use, to the end of each process (cgroups(7), version 2). */
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface CpuGroup extends Disposable {
  /** What `start` starts belongs to the group, and everything that it starts in turn. */
  start: <T>(start: () => T) => T;
  /** ms of CPU so far. */
  usedMs: () => number;
}

const mountPoint = (): string | undefined => {
  const line = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .find((mount) => mount.split(' ')[2] === 'cgroup2');
  return line?.split(' ')[1];
};

/** Undefined where no group can be made. */
export const openGroup = (): CpuGroup | undefined => {
  try {
    const mount = mountPoint();
    const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    if (mount === undefined || own === undefined) return undefined;
    const folder = join(mount, `magistrala-conformance-bench-${process.pid}-${Date.now()}`);
    const move = (into: string): void => writeFileSync(join(into, 'cgroup.procs'), String(process.pid));
    const usedMs = (): number =>
      Number(/^usage_usec (\d+)$/m.exec(readFileSync(join(folder, 'cpu.stat'), 'latin1'))![1]) / 1000;
    mkdirSync(folder);
    usedMs();
    return {
      start: (start) => {
        // A child begins in the group of its parent: nothing of it is missed.
        move(folder);
        try {
          return start();
        } finally {
          move(join(mount, own));
        }
      },
      usedMs,
      [Symbol.dispose]: () => {
        try {
          rmdirSync(folder);
        } catch {
          // Something in it goes on.
        }
      },
    };
  } catch {
    return undefined;
  }
};
