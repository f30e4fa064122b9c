/** Starts services by the launcher of a run, which a worker reaches at a Unix socket in the folder of the run. */
import { closeSync, constants, openSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { InfrastructureError } from '../../model/errors.ts';
import type { Group, GroupEnd, GroupSpec } from './group.ts';
import { receive, send, SOCKET_NAME, type Answer, type Refusal } from './launcher-messages.ts';
import { isAlive, type ProcessMark } from './mark.ts';

/** Where the launcher of a run is found; plain JSON. */
export interface LauncherAddress extends ProcessMark {
  /** Folder of the run. */
  folder: string;
}

export interface Launcher {
  /** It is gone: whatever it is asked fails. */
  readonly lost: boolean;
  /**
   * @param to.output file that takes stdout and stderr
   * @param to.namespace file that stands for the network namespace to start in, where it is another one
   * @throws what the system says when it refuses; InfrastructureError LAUNCHER_LOST, LAUNCHER_SILENT
   */
  start: (spec: GroupSpec, to: { output: string; namespace?: string }) => Promise<Group>;
}

/** Bytes of a path that the address of a Unix socket takes (unix(7), `sun_path`, without its end). */
const longestPath = process.platform === 'linux' ? 107 : 103;

/** Whether a socket in this folder can be connected to: a folder of a longer path is reached through /proc alone. */
export const isReachable = (folder: string): boolean =>
  process.platform === 'linux' || Buffer.byteLength(join(folder, SOCKET_NAME)) <= longestPath;

/** ms for an answer. A start takes it a few, and it waits for nothing; the machine may be very busy. */
const answerLimitMs = 30_000;

/** Connects with the first start. Its connection keeps this thread alive while something is started or runs. */
export const connectLauncher = (address: LauncherAddress, limitMs = answerLimitMs): Launcher =>
  new Connection(address, limitMs);

interface Asked {
  start: PromiseWithResolvers<Group>;
  ended: PromiseWithResolvers<GroupEnd>;
  timer: NodeJS.Timeout;
}

class Connection implements Launcher {
  lost = false;
  readonly #address: LauncherAddress;
  readonly #limitMs: number;
  readonly #asked = new Map<number, Asked>();
  #socket: Socket | undefined;
  #count = 0;

  constructor(address: LauncherAddress, limitMs: number) {
    this.#address = address;
    this.#limitMs = limitMs;
  }

  start(spec: GroupSpec, to: { output: string; namespace?: string }): Promise<Group> {
    const id = ++this.#count;
    const asked: Asked = {
      start: Promise.withResolvers<Group>(),
      ended: Promise.withResolvers<GroupEnd>(),
      timer: setTimeout(() => this.#lookAgain(asked), this.#limitMs),
    };
    // Who waits for neither need not hear of it.
    asked.ended.promise.catch(() => {});
    this.#asked.set(id, asked);
    this.#socket ??= this.#connect();
    this.#socket.ref();
    const { output, namespace } = to;
    send(this.#socket, { ...spec, id, output, ...(namespace !== undefined && { namespace }) });
    return asked.start.promise;
  }

  #connect(): Socket {
    const { folder } = this.#address;
    const path = join(folder, SOCKET_NAME);
    const far = Buffer.byteLength(path) > longestPath;
    const fd = far ? openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY) : undefined;
    const socket = connect(fd === undefined ? path : join('/proc/self/fd', String(fd), SOCKET_NAME));
    let cause: Error | undefined;
    socket.once('error', (error) => (cause = error));
    socket.once('close', () => {
      if (fd !== undefined) closeSync(fd);
      this.#lose(launcherLost(this.#address.pid, cause));
    });
    receive(socket, (line) => this.#take(JSON.parse(line) as Answer));
    return socket;
  }

  #take(answer: Answer): void {
    const { id } = answer;
    const asked = this.#asked.get(id);
    if (!asked) return;
    clearTimeout(asked.timer);
    if ('pid' in answer) {
      asked.start.resolve({ pid: answer.pid, ended: asked.ended.promise });
      return;
    }
    this.#asked.delete(id);
    if (this.#asked.size === 0) this.#socket?.unref();
    if ('refused' in answer) asked.start.reject(errorOf(answer.refused));
    else asked.ended.resolve(answer.ended);
  }

  /** A thread that was stopped itself finds its time over before it reads what was answered in time. */
  #lookAgain(asked: Asked): void {
    asked.timer = setTimeout(() => {
      const { pid } = this.#address;
      // A start that it has heard of must not come later than the run goes on without it.
      if (isAlive(this.#address)) process.kill(pid, 'SIGKILL');
      this.#lose(launcherSilent());
    }, 1000);
  }

  #lose(error: InfrastructureError): void {
    this.lost = true;
    for (const { start, ended, timer } of this.#asked.values()) {
      clearTimeout(timer);
      start.reject(error);
      ended.reject(error);
    }
    this.#asked.clear();
    this.#socket?.destroy();
  }
}

const errorOf = ({ message, todo, code = 'SYSTEM', ...more }: Refusal): Error =>
  todo === undefined
    ? Object.assign(new Error(message), { code, ...more })
    : new InfrastructureError(code, message, todo);

const launcherLost = (pid: number, cause: Error | undefined): InfrastructureError =>
  new InfrastructureError(
    'LAUNCHER_LOST',
    `Expected process ${pid}, which starts the services of this run, to be there as long as the run; found that it has ended.`,
    'Look whether memory ran out (see the log of the kernel), or what else ends processes on this machine.',
    { cause },
  );

export const launcherSilent = (): InfrastructureError =>
  new InfrastructureError(
    'LAUNCHER_SILENT',
    'Expected an answer of the process that starts the services of this run; found none in time.',
    'Look at what the process waits for (ps -o stat,wchan), most often a disk or a network file system.',
  );
