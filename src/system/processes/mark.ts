/** Names a process so that its pid cannot be mistaken for a later process. */
import { spawnSync } from 'node:child_process';
import { statFields } from './proc-stat.ts';

/**
 * Names one process for good: a pid alone is given away again after its process has ended.
 * `start` is clock ticks since boot on Linux (proc_pid_stat(5), field 22), seconds since 1970 elsewhere.
 */
export interface ProcessMark {
  pid: number;
  start: number;
}

const linux = process.platform === 'linux';
/** Elsewhere the start is rounded to a second by two different clocks. */
const tolerance = linux ? 0 : 2;

/** When the process with this pid started, or undefined when there is none (a zombie counts as none). */
export function startOf(pid: number): number | undefined {
  return linux ? startByProc(pid) : startByPs(pid);
}

/** Mark of a process that was spawned just now; undefined when it is gone already. */
export function markOfNew(pid: number): ProcessMark | undefined {
  const start = linux ? startByProc(pid) : Math.round(Date.now() / 1000);
  return start === undefined ? undefined : { pid, start };
}

let own: ProcessMark | undefined;

/** Mark of this process; its worker threads share it. */
export function ownMark(): ProcessMark {
  own ??= { pid: process.pid, start: startOf(process.pid) ?? 0 };
  return own;
}

export function isAlive(mark: ProcessMark): boolean {
  const start = startOf(mark.pid);
  return start !== undefined && Math.abs(start - mark.start) <= tolerance;
}

function startByProc(pid: number): number | undefined {
  let fields: string[];
  try {
    fields = statFields(pid);
  } catch {
    return undefined;
  }
  const [state] = fields;
  return state === 'Z' || state === 'X' ? undefined : Number(fields[19]);
}

function startByPs(pid: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    timeout: 2000,
  });
  const found = /^\s*(\S+)\s+(.+?)\s*$/m.exec(stdout ?? '');
  if (!found?.[2] || found[1]?.startsWith('Z')) return undefined;
  return Math.round(Date.parse(found[2]) / 1000);
}
