/** Starts a child process in a process group that can be ended as a whole. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError } from '../../model/errors.ts';
import type { Exit } from '../../model/exit.ts';
import type { Owner } from '../placed-files.ts';
import { LABEL_VARIABLE } from '../run-folder.ts';
import { didSettle } from '../wait.ts';
import { startError } from './binary.ts';
import { LastLines } from './last-lines.ts';
import { markOfNew } from './mark.ts';
import { statFields } from './proc-stat.ts';

export interface ChildSpec {
  /** Absolute path of the program. */
  path: string;
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** User to run as, when it is another one. */
  user: Owner | undefined;
  /** Takes stdout and stderr: the descriptor of a file, or the last lines alone. */
  output: number | LastLines;
  /** Label and folder of the run. */
  label: string;
  folder: string;
}

export interface Child {
  pid: number;
  /** `performance.now()` right before the start. */
  began: number;
  exited: Promise<Exit>;
  /** Sends a signal to the whole process group; does nothing when the process has ended. */
  signal: (name: NodeJS.Signals) => void;
  /**
   * Sends `first` (SIGINT by default) to the whole process group, and SIGKILL after `graceMs`. Idempotent; a later call
   * may shorten the wait.
   */
  stop: (graceMs: number, first?: NodeJS.Signals) => Promise<Exit>;
  /** SIGKILL to the whole process group. */
  kill: () => Promise<Exit>;
}

/** ms that the system gets to take a killed process away. */
const KILL_MS = 5000;

/**
 * Starts a process as the leader of a new group and session: a Ctrl-C at the terminal reaches the suite
 * alone, and a signal to the group reaches what the service started. What is left of the group when the leader
 * ends is killed.
 * @throws InfrastructureError when there is nothing to run
 */
export async function startChild(spec: ChildSpec): Promise<Child> {
  const began = performance.now();
  const output = spec.output instanceof LastLines ? 'pipe' : spec.output;
  let child: ChildProcess;
  try {
    child = spawn(spec.path, spec.args, {
      cwd: spec.cwd,
      env: { ...spec.env, [LABEL_VARIABLE]: spec.label },
      detached: true,
      stdio: ['ignore', output, output],
      ...spec.user,
    });
  } catch (error) {
    throw startError(spec.path, error as NodeJS.ErrnoException);
  }
  if (spec.output instanceof LastLines) spec.output.follow(child);
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, ms: performance.now() - began }));
  });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    throw startError(spec.path, error);
  }
  // Without a listener a failed signal would end the suite.
  child.on('error', () => {});
  let record: string;
  try {
    record = recordPid(spec.folder, pid);
  } catch (error) {
    // The disk is full. Without a record the sweep would not find the process.
    child.kill('SIGKILL');
    throw error;
  }
  let running = true;
  const signalGroup = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // The group is empty.
    }
  };
  const exited = ended.then(async (exit) => {
    running = false;
    // PostgreSQL's logger writes the last lines, and is still of this group where PostgreSQL ends at once.
    if (spec.output instanceof LastLines) await emptied(pid, LAST_WORDS_MS);
    signalGroup('SIGKILL');
    // A killed process holds its ports until the system has taken it away.
    await emptied(pid, GONE_MS);
    rmSync(record, { force: true });
    return exit;
  });

  const signal = (name: NodeJS.Signals) => {
    if (running) signalGroup(name);
  };
  const kill = async () => {
    signal('SIGKILL');
    if (await didSettle(exited, KILL_MS)) return exited;
    throw new InfrastructureError(
      'PROCESS_STUCK',
      `Expected process ${pid} (${spec.path}) to end by SIGKILL; found it there ${KILL_MS / 1000} s later.`,
      'Look at what the process waits for (ps -o stat,wchan), most often a disk or a network file system.',
    );
  };
  let interrupted = false;
  return {
    pid,
    began,
    exited,
    signal,
    kill,
    async stop(graceMs, first = 'SIGINT') {
      if (!interrupted) signal(first);
      interrupted = true;
      return (await didSettle(exited, graceMs)) ? exited : kill();
    },
  };
}

/** ms for the rest of a group to end or to leave it, where the last lines of its leader are wanted. */
const LAST_WORDS_MS = 5000;

/** ms that the system gets to take away what was killed of a group after its leader. */
const GONE_MS = 2000;

/** Waits until no process of a group lives, but no longer than `ms`. */
async function emptied(group: number, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end && lives(group)) await sleep(5);
}

/** A zombie holds nothing any more, and is in its group until its parent asks for it, which may be never. */
function lives(group: number): boolean {
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
}

/** Where a later run finds what this one left behind, even where no environment of a process can be read. */
export const PIDS_FOLDER = 'processes';

/** Writes a process down for the sweep of a later run. */
function recordPid(folder: string, pid: number): string {
  mkdirSync(join(folder, PIDS_FOLDER), { recursive: true });
  const record = join(folder, PIDS_FOLDER, String(pid));
  const mark = markOfNew(pid);
  if (mark) writeFileSync(record, String(mark.start));
  return record;
}
