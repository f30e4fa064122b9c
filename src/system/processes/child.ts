/** Starts a child process in a process group that can be ended as a whole. */
import { InfrastructureError } from '../../model/errors.ts';
import type { Exit } from '../../model/exit.ts';
import type { Owner } from '../placed-files.ts';
import { LABEL_VARIABLE } from '../run-folder.ts';
import { didSettle } from '../wait.ts';
import { startError } from './binary.ts';
import {
  emptied,
  GONE_MS,
  groupLives,
  monotonicMs,
  signalGroup,
  startGroup,
  type Group,
  type GroupSpec,
} from './group.ts';
import { LastLines } from './last-lines.ts';
import { launcherSilent, type Launcher } from './launcher.ts';

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
  /** What starts it, while that lives; by default this process. */
  by?: { launcher: Launcher; output: string; namespace?: string } | undefined;
}

export interface Child {
  pid: number;
  /** `performance.now()` right before the start. */
  began: number;
  /** Rejects with an InfrastructureError when what has started the process is gone before it. */
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
  const beganAt = monotonicMs();
  const { pid, ended } = await startBy(spec).catch((error: unknown) => {
    throw isRefusal(error) ? startError(spec.path, error) : error;
  });
  let running = true;
  let unknown = false;
  const exited = ended.then(
    ({ code, signal, at }): Exit => {
      running = false;
      return { code, signal, ms: at - beganAt };
    },
    (error: unknown) => {
      unknown = true;
      throw error;
    },
  );
  // Those that wait for it learn of it.
  exited.catch(() => {});

  const signal = (name: NodeJS.Signals) => {
    if (running) signalGroup(pid, name);
  };
  const kill = async () => {
    signal('SIGKILL');
    const settled = await didSettle(exited, KILL_MS);
    if (unknown) await emptied(pid, GONE_MS);
    if (settled) return exited;
    if (spec.by && !groupLives(pid)) throw launcherSilent();
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
      return (await didSettle(exited, graceMs)) && !unknown ? exited : kill();
    },
  };
}

const startBy = async ({ user, output, label, by, ...spec }: ChildSpec): Promise<Group> => {
  const { path, args, cwd, folder } = spec;
  const env = { ...spec.env, [LABEL_VARIABLE]: label };
  const group: GroupSpec = { path, args, cwd, env, folder, ...user };
  // Without its launcher a run goes on, at the price of a fork of this process for each start.
  if (by && !by.launcher.lost) return by.launcher.start(group, by);
  return startGroup(group, output instanceof LastLines ? (child) => output.follow(child) : output);
};

/** Whether the system, or Node, has refused the start itself; what goes wrong after it says so by itself. */
const isRefusal = (error: unknown): error is NodeJS.ErrnoException => {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall?.startsWith('spawn') === true || code?.startsWith('ERR_') === true;
};
