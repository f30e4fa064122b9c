/**
 * Pulls images in a thread that has the user's own environment: the program that knows the login at a registry may
 * need the variables of a proxy or of a cloud, which nothing else of the suite may see.
 */
import { Worker } from 'node:worker_threads';
import { usersEnvironment } from '../own-environment.ts';
import { extension } from '../package.ts';
import { hubPrefixVariable } from './hub.ts';

export interface PullRequest {
  id: number;
  image: string;
  /** Pull although it is there. */
  force: boolean;
}

export interface PullAnswer {
  id: number;
  /** Why it failed, in the words of the registry. */
  failed?: string;
}

/** One for all pulls that are under way: loading Docker's client takes a third of a second. */
let thread: Worker | undefined;
const waiting = new Map<number, PromiseWithResolvers<void>>();
let last = 0;

/** @throws Error in the words of the registry, or the reason of `signal` */
export const pullImage = async (image: string, force: boolean, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  const id = ++last;
  const answered = Promise.withResolvers<void>();
  waiting.set(id, answered);
  const abort = (): void => answered.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  thread ??= startThread();
  thread.postMessage({ id, image, force } satisfies PullRequest);
  try {
    await answered.promise;
  } finally {
    signal.removeEventListener('abort', abort);
    waiting.delete(id);
    if (waiting.size === 0) {
      void thread?.terminate();
      thread = undefined;
    }
  }
};

const startThread = (): Worker => {
  // The references are whole: Testcontainers would put its prefix before them once more.
  const { [hubPrefixVariable]: _, ...env } = usersEnvironment();
  const started = new Worker(new URL(`./pull-thread${extension}`, import.meta.url), { env });
  const end = (why: Error): void => {
    if (thread === started) thread = undefined;
    for (const { reject } of waiting.values()) reject(why);
  };
  started.on('message', ({ id, failed }: PullAnswer) => {
    if (failed === undefined) waiting.get(id)?.resolve();
    else waiting.get(id)?.reject(new Error(failed));
  });
  started.on('error', end);
  started.on('exit', () => thread === started && end(new Error('the thread that pulls has ended')));
  return started;
};
