/** Finds and ends processes that runs left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PIDS_FOLDER } from '../../system/processes/group.ts';
import { isAlive, startOf, type ProcessMark } from '../../system/processes/mark.ts';
import { LABEL_VARIABLE } from '../../system/run-folder.ts';

export interface SweptProcess extends ProcessMark {
  /** Label of the run that left it behind. */
  label: string;
}

const VARIABLE = new RegExp(`(?:^|\\0)${LABEL_VARIABLE}=([^\\0]*)`);

/**
 * Processes whose environment holds the label of a run (Linux; elsewhere, and where the environment of another
 * user's process is shut, there are only the records in the run's folder).
 */
export function processesByEnvironment(): SweptProcess[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || pid === process.ppid) return [];
    // Reads the start time first: a pid that is reused in between then fails the comparison before it is signalled.
    const start = startOf(pid);
    const label = start === undefined ? undefined : labelOf(pid);
    return start !== undefined && label ? [{ pid, start, label }] : [];
  });
}

function labelOf(pid: number): string | undefined {
  try {
    return VARIABLE.exec(readFileSync(`/proc/${pid}/environ`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Processes of a run that are recorded in its folder. */
export function processesByFolder(folder: string, label: string): SweptProcess[] {
  let names: string[];
  try {
    names = readdirSync(join(folder, PIDS_FOLDER));
  } catch {
    return [];
  }
  return names
    .map((name) => ({ pid: Number(name), start: Number(read(join(folder, PIDS_FOLDER, name))), label }))
    .filter((found) => found.pid > 1 && found.start > 0 && isAlive(found));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** ms to end after SIGINT, in which PostgreSQL releases its shared memory, and after SIGKILL. */
const GRACE_MS = 3000;
const KILL_MS = 2000;

/**
 * Ends processes and waits for their end: SIGINT, then SIGKILL to each process and to the group that it leads.
 * @returns those that are still there
 */
export async function endProcesses(
  processes: readonly SweptProcess[],
  graceMs = GRACE_MS,
): Promise<SweptProcess[]> {
  const interrupted = await signalAll(processes, 'SIGINT', graceMs);
  return signalAll(interrupted, 'SIGKILL', KILL_MS);
}

async function signalAll(
  processes: readonly SweptProcess[],
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<SweptProcess[]> {
  let left = processes.filter((found) => isAlive(found));
  for (const { pid } of left) {
    for (const target of [-pid, pid]) {
      try {
        process.kill(target, signal);
      } catch {
        // The process leads no group, has ended, or belongs to another user.
      }
    }
  }
  for (const end = performance.now() + limitMs; left.length > 0 && performance.now() < end;) {
    await sleep(10);
    left = left.filter((found) => isAlive(found));
  }
  return left;
}
