/** A process and all below it, as /proc shows them (proc(5)). Linux only: elsewhere there is no tree to be seen. */
import { readdirSync, readFileSync } from 'node:fs';
import { statFields } from '../../src/system/processes/proc-stat.ts';

export type Part =
  /** The command line with vitest's threads, and what it starts for a moment. */
  | 'suite'
  /** The process of the byte probe. */
  | 'watch'
  | 'postgres'
  /** What is under test. */
  | 'service';

export interface SeenProcess {
  pid: number;
  part: Part;
  /** ms of CPU so far. */
  cpuMs: number;
  /** Bytes, pages that are shared divided by those that share them; null where it was not looked at, as for services. */
  pss: number | null;
}

/** ms a clock tick: USER_HZ is 100 on every Linux that Node runs on. */
const tickMs = 10;

export const seesProcesses = process.platform === 'linux';

/**
 * Processes that end meanwhile are left out.
 * @param memory whether to look at that, too, which keeps each process waiting for some ms
 */
export const readTree = (root: number, memory: boolean): SeenProcess[] => {
  const seen: SeenProcess[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    const one = readProcess(pid, pid === root, memory);
    if (!one) continue;
    seen.push(one);
    open.push(...childrenOf(pid));
  }
  return seen;
};

const readProcess = (pid: number, isRoot: boolean, memory: boolean): SeenProcess | undefined => {
  try {
    // utime and stime.
    const fields = statFields(pid);
    const part = isRoot ? 'suite' : partOf(readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0'));
    return {
      pid,
      part,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
      pss: memory && part !== 'service' ? pssOf(pid) : null,
    };
  } catch {
    return undefined;
  }
};

/** By its arguments. What was forked and has not become another program yet counts with its parent. */
export const partOf = (args: readonly string[]): Part => {
  if (args.some((arg) => /[/\\]fixtures[/\\]reference[/\\]main\.[jt]s$/.test(arg))) return 'service';
  if (args.some((arg) => /[/\\]watch[/\\]sampling-process\.[jt]s$/.test(arg))) return 'watch';
  return /^(postgres: |(.*\/)?(postgres|initdb)$)/.test(args[0] ?? '') ? 'postgres' : 'suite';
};

const pssOf = (pid: number): number =>
  Number(/^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0) * 1024;

const childrenOf = (pid: number): number[] => {
  try {
    // Each thread has a separate list of children.
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
};

/** ms of CPU of all children of this process that have ended, with theirs, as far as they were waited for. */
export const cpuOfEndedChildren = (): number => {
  const fields = statFields('self');
  return (Number(fields[13]) + Number(fields[14])) * tickMs;
};

/** ms of CPU of everything that this process started so far, whether it has ended or not. */
export const cpuBelow = (): number => {
  let ms = cpuOfEndedChildren();
  const open = childrenOf(process.pid);
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    try {
      // With those that it waited for: sessions of PostgreSQL come and go.
      const [user, system, endedUser, endedSystem] = statFields(pid).slice(11, 15).map(Number);
      ms += (user! + system! + endedUser! + endedSystem!) * tickMs;
      open.push(...childrenOf(pid));
    } catch {
      // It has just ended, and is among the others next time.
    }
  }
  return ms;
};

/** ms that all CPUs of the machine were busy since it started, and ms that there were. */
export const cpuOfMachine = (): { busy: number; all: number } => {
  const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n');
  // user nice system idle iowait irq softirq steal; guests are counted in user.
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) * tickMs);
  const busy = user + nice + system + irq + softirq + steal;
  return { busy, all: busy + idle + iowait };
};
