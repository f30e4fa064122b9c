/** Looks for other programs at a port in a thread: the system's tables are long, and reading them delays samples. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { strangerAt } from '../../system/ports/owner.ts';
import type { IsStranger } from './sampler.ts';

interface Question {
  id: number;
  port: number;
  label: string;
}
interface Answer {
  id: number;
  stranger: boolean;
}

/** Distinguishes the thread from others that load this file. */
const mark = 'looks for strangers';

/** Starts the thread. */
export const strangersInAThread = (): IsStranger => {
  const thread = new Worker(new URL(import.meta.url), { workerData: mark });
  thread.unref();
  const asked = new Map<number, (stranger: boolean) => void>();
  let last = 0;
  thread.on('message', ({ id, stranger }: Answer) => {
    asked.get(id)?.(stranger);
    asked.delete(id);
  });
  let ended = false;
  // Without the thread other programs are not recognized; the results of the watch stand.
  const end = (): void => {
    ended = true;
    for (const settle of asked.values()) settle(false);
  };
  thread.on('error', end);
  thread.on('exit', end);
  return (port, label) => {
    if (ended) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    asked.set(++last, resolve);
    thread.postMessage({ id: last, port, label } satisfies Question);
    return promise;
  };
};

if (workerData === mark) {
  parentPort?.on('message', ({ id, port, label }: Question) => {
    parentPort!.postMessage({ id, stranger: strangerAt(port, label) } satisfies Answer);
  });
}
