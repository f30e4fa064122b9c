/** Starts the launcher of a run: a small process that starts services for all workers of the suite. */
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { InfrastructureError } from '../../model/errors.ts';
import { extension } from '../package.ts';
import { LABEL_VARIABLE, type Run } from '../run-folder.ts';
import { answerInTime, didSettle } from '../wait.ts';
import { startError } from './binary.ts';
import { recordPid, removeRecord } from './group.ts';
import { LastLines } from './last-lines.ts';
import { isReachable, type LauncherAddress } from './launcher.ts';
import { markOfNew } from './mark.ts';

/** Disposing ends it; it ends by itself when this process does, however that ends. */
export interface OpenedLauncher extends AsyncDisposable {
  /** Once it takes requests. Rejects with an InfrastructureError where it does not come to that. */
  address: Promise<LauncherAddress>;
}

/** ms to be up, most of which is Node's own start; and to end, when it has nothing to do. */
const upLimitMs = 60_000;
const endLimitMs = 2000;

/**
 * Does not wait for it.
 * @returns undefined where it could not be reached: services are then started directly
 * @throws InfrastructureError when it cannot be started, or the system's error when it cannot be recorded
 */
export const openLauncher = async ({ folder, label }: Run): Promise<OpenedLauncher | undefined> => {
  if (!isReachable(folder)) return undefined;
  const entry = fileURLToPath(new URL(`./launcher-main${extension}`, import.meta.url));
  let child: ChildProcessByStdio<Writable, Readable, Readable>;
  try {
    child = spawn(process.execPath, [entry], {
      cwd: folder,
      env: { ...process.env, [LABEL_VARIABLE]: label },
      // In another session: a Ctrl-C at the terminal is for the suite.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (child.pid === undefined) throw (await once(child, 'error'))[0];
  } catch (error) {
    throw startError(process.execPath, error as NodeJS.ErrnoException);
  }
  const { pid } = child as { pid: number };
  // It may be gone before it is asked to end.
  for (const one of [child, child.stdin]) one.on('error', () => {});
  const words = new LastLines();
  words.follow(child);
  const exited = once(child, 'exit');
  let record: string;
  try {
    record = recordPid(folder, pid);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  const up = new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void exited.then(([code, signal]) => reject(new Error(`that it has ended (${String(code ?? signal)})`)));
  });
  const address = answerInTime(up, upLimitMs).then(
    () => ({ folder, ...(markOfNew(pid) ?? { pid, start: 0 }) }),
    async (error: unknown) => {
      throw notUp(pid, (error as Error).message, await words.read());
    },
  );
  // Awaited later, or never where something else has failed before.
  address.catch(() => {});
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (!(await didSettle(exited, endLimitMs))) {
        child.kill('SIGKILL');
        await didSettle(exited, endLimitMs);
      }
      removeRecord(record);
    },
  };
};

const notUp = (pid: number, found: string, words: readonly string[]): InfrastructureError =>
  new InfrastructureError(
    'LAUNCHER_NOT_STARTED',
    `Expected process ${pid}, which starts the services of this run, to be up; found ${found}${words.length ? `: ${words.join(' | ')}` : ''}.`,
    'Free memory or processes, or raise the limits of this user (ulimit -a shows them).',
  );
