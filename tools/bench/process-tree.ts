/** A process and all below it, as /proc shows them (proc(5)). Linux only: elsewhere there is no tree to be seen. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { statFields } from '../../src/system/processes/proc-stat.ts';

/** ms a clock tick: USER_HZ is 100 on every Linux that Node runs on. */
const tickMs = 10;

export const seesProcesses = process.platform === 'linux';

/** A process and all that it started, itself first. Processes that end meanwhile are left out. */
export const treeOf = (root: number): number[] => {
  const seen: number[] = [];
  const open = [root];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    seen.push(pid);
    open.push(...childrenOf(pid));
  }
  return seen;
};

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

/** Arguments of a process, without any when it has ended. */
export const argumentsOf = (pid: number): string[] => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').filter(Boolean);
  } catch {
    return [];
  }
};

export interface Memory {
  /** Bytes, pages that are shared divided by those that share them. */
  pss: number;
  /** Bytes, all pages. */
  rss: number;
}

/** Undefined when the process has ended. The kernel stops a process for as long as it counts its pages. */
export const memoryOf = async (pid: number): Promise<Memory | undefined> => {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1');
    const bytes = (name: string): number =>
      Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024;
    return { pss: bytes('Pss'), rss: bytes('Rss') };
  } catch {
    return undefined;
  }
};

/** ms of CPU of a process so far, without its children; 0 when it has ended. */
export const cpuOfProcess = (pid: number): number => {
  try {
    const fields = statFields(pid);
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return 0;
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
