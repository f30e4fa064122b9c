/** Starts a container, and waits for or forces its end. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { InfrastructureError } from '../../model/errors.ts';
import type { Exit } from '../../model/exit.ts';
import { ask, refusal, statusOf, type Container } from '../../system/docker/daemon.ts';
import { didSettle } from '../../system/wait.ts';
import { networkEnded } from './holders.ts';

export interface Started {
  /** `performance.now()` when Docker was asked to start it. */
  began: number;
  exited: Promise<Exit>;
  /** SIGINT, then SIGKILL after `graceMs`. Idempotent. */
  stop: (graceMs: number) => Promise<Exit>;
  kill: () => Promise<Exit>;
}

/** ms for the daemon to remove the process of a killed container. */
const KILL_MS = 15_000;

/**
 * Starts a container that was made before, then waits for it to be "not running". The daemon answers this at once for a
 * container that has ended already; it would never answer a wait for the "next exit" then.
 * @throws InfrastructureError BINARY_MISSING, BINARY_NOT_EXECUTABLE, BINARY_FORMAT, PORTS_IN_USE, NETWORK_ENDED,
 * DOCKER_FAILED
 */
export async function startContainer(container: Container, program: string): Promise<Started> {
  const began = performance.now();
  await ask(`start ${program}`, container.start(), (message, cause) => startFailure(program, message, cause));
  const exited = waitForExit(container, began);
  // The caller may not await this yet when the daemon ends.
  exited.catch(() => {});
  const signal = async (name: string) => {
    try {
      await ask(`send ${name} to ${program}`, container.kill({ signal: name }));
    } catch (error) {
      // It has ended in the meantime: 409 from Docker, 500 with these words from Podman.
      const ended = [404, 409].includes(statusOf(error) ?? 0);
      if (!ended && !/container state improper/.test((error as Error).message)) throw error;
    }
  };
  const kill = async () => {
    await signal('SIGKILL');
    if (await didSettle(exited, KILL_MS)) return exited;
    throw new InfrastructureError(
      'PROCESS_STUCK',
      `Expected ${program} to end by SIGKILL; found it there ${KILL_MS / 1000} s later.`,
      'Look at `docker ps` and the log of the daemon.',
    );
  };
  let interrupted = false;
  return {
    began,
    exited,
    kill,
    async stop(graceMs) {
      if (!interrupted) {
        interrupted = true;
        await signal('SIGINT');
      }
      return (await didSettle(exited, graceMs)) ? exited : kill();
    },
  };
}

async function waitForExit(container: Container, began: number): Promise<Exit> {
  try {
    // Without a bound: the request lasts as long as the service.
    await container.wait({ condition: 'not-running' });
  } catch (error) {
    throw refusal('report the end of a container', error);
  }
  // By the suite's clock: Docker records the start late, for a quick process even after its end.
  const ms = performance.now() - began;
  const { State } = await ask('describe a container', container.inspect());
  if (State.OOMKilled) return { code: null, signal: 'OOMKilled', ms };
  return { ...ending(State.ExitCode), ms };
}

/**
 * Pid of the container's first process, if it runs on this machine; the daemon may run on another machine, where the
 * same number means another process.
 */
export async function pidOf(container: Container): Promise<number | undefined> {
  try {
    const { Id, State } = await ask('describe a container', container.inspect());
    return readFileSync(`/proc/${State.Pid}/cgroup`, 'latin1').includes(Id) ? State.Pid : undefined;
  } catch {
    return undefined;
  }
}

/** Signals that end a process; Docker reports them as 128 + number, as shells do. */
const FATAL = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGFPE', 'SIGKILL'].concat([
  'SIGSEGV',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
]);

function ending(status: number): Pick<Exit, 'code' | 'signal'> {
  const signal = FATAL.find((name) => constants.signals[name as NodeJS.Signals] === status - 128);
  return signal ? { code: null, signal } : { code: status, signal: null };
}

function startFailure(program: string, message: string, cause: unknown): InfrastructureError | undefined {
  if (/cannot join network of|No such container/.test(message)) return networkEnded(cause);
  if (/executable file not found|no such file or directory/.test(message)) {
    return new InfrastructureError(
      'BINARY_MISSING',
      `Expected the image to hold the program of ${program}; found none.`,
      'Correct the image or the command that the target gives for this service.',
      { cause },
    );
  }
  if (/permission denied/.test(message)) {
    return new InfrastructureError(
      'BINARY_NOT_EXECUTABLE',
      `Expected the program of ${program} to be executable; found that its user may not execute it.`,
      'Correct the mode of the program in the image.',
      { cause },
    );
  }
  if (/exec format error/.test(message)) return wrongFormat(program, cause);
  if (/port is already allocated|address already in use/.test(message)) {
    return new InfrastructureError(
      'PORTS_IN_USE',
      `Expected the ports reserved for ${program} to be free; found that something took one of them.`,
      'Repeat the run, or give another range of ports.',
      { cause },
    );
  }
  return undefined;
}

function wrongFormat(program: string, cause?: unknown): InfrastructureError {
  return new InfrastructureError(
    'BINARY_FORMAT',
    `Expected the program of ${program} to be built for the daemon's machine; found another format.`,
    'Use an image of the right platform.',
    { cause },
  );
}

/**
 * Some versions of runc start the container first and then report in its output that there is nothing to execute.
 * @throws InfrastructureError BINARY_FORMAT
 */
export function refuseWrongFormat(program: string, output: string): void {
  if (/^(standard_init_linux\.go:\d+: )?exec [^\n]*: exec format error\s*$/.test(output)) {
    throw wrongFormat(program);
  }
}
