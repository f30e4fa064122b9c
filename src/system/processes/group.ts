/** Starts a program as the leader of a new process group, and says when nothing of the group is left. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { markOfNew } from './mark.ts';
import { statFields } from './proc-stat.ts';

export interface GroupSpec {
  /** Absolute path of the program. */
  path: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** User to run as, when it is another one. */
  uid?: number;
  gid?: number;
  /** Folder of the run, in which the process is recorded. */
  folder: string;
}

export interface Group {
  pid: number;
  /** Settles when nothing of the group lives any more. */
  ended: Promise<GroupEnd>;
}

/** How the leader ended. */
export interface GroupEnd {
  code: number | null;
  signal: string | null;
  /** When, by `monotonicMs`. */
  at: number;
}

/** ms by a clock that all processes of this machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/**
 * The program runs when this returns, its promise may still wait. What is left of the group when its leader ends is
 * killed.
 * @param output descriptor for stdout and stderr, or what follows them and has to have the last words of the group
 * @throws what the system says when it refuses
 */
export const startGroup = async (
  { path, args, cwd, env, uid, gid, folder }: GroupSpec,
  output: number | ((child: ChildProcess) => void),
): Promise<Group> => {
  const follows = typeof output === 'function';
  const to = follows ? 'pipe' : output;
  const child = spawn(path, args, {
    ...{ cwd, env, detached: true, stdio: ['ignore', to, to] },
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  });
  if (follows) output(child);
  const exited = new Promise<GroupEnd>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, at: monotonicMs() }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    throw error;
  }
  // Without a listener a failed signal would end this process.
  child.on('error', () => {});
  let record: string;
  try {
    record = recordPid(folder, pid);
  } catch (error) {
    // The disk is full. Without a record the sweep would not find the process.
    signalGroup(pid, 'SIGKILL');
    throw error;
  }
  const ended = exited.then(async (end) => {
    // PostgreSQL's logger writes the last lines, and is still of this group where PostgreSQL ends at once.
    if (follows) await emptied(pid, LAST_WORDS_MS);
    signalGroup(pid, 'SIGKILL');
    // A killed process holds its ports until the system has taken it away.
    await emptied(pid, GONE_MS);
    removeRecord(record);
    return end;
  });
  return { pid, ended };
};

/** Does nothing where the group is empty. */
export const signalGroup = (group: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-group, name);
  } catch {
    // The group is empty.
  }
};

/** ms for the rest of a group to end or to leave it, where the last lines of its leader are wanted. */
const LAST_WORDS_MS = 5000;

/** ms that the system gets to take away what was killed of a group. */
export const GONE_MS = 2000;

/** Waits until no process of a group lives, but no longer than `ms`. */
export const emptied = async (group: number, ms: number): Promise<void> => {
  const end = performance.now() + ms;
  while (performance.now() < end && groupLives(group)) await sleep(5);
};

/** A zombie holds nothing any more, and is in its group until its parent asks for it, which may be never. */
export const groupLives = (group: number): boolean => {
  try {
    process.kill(-group, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const [state, , processGroup] = statFields(Number(name));
      return Number(processGroup) === group && state !== 'Z';
    } catch {
      // It has just ended.
      return false;
    }
  });
};

/** Where a later run finds what this one left behind, even where no environment of a process can be read. */
export const PIDS_FOLDER = 'processes';

export const removeRecord = (record: string): void => {
  try {
    rmSync(record, { force: true });
  } catch {
    // It goes with the folder of the run, and names a process that has ended.
  }
};

/** Writes a process down for the sweep of a later run. */
export const recordPid = (folder: string, pid: number): string => {
  mkdirSync(join(folder, PIDS_FOLDER), { recursive: true });
  const record = join(folder, PIDS_FOLDER, String(pid));
  const mark = markOfNew(pid);
  if (mark) writeFileSync(record, String(mark.start));
  return record;
};
