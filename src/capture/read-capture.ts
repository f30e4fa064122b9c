/**
 * Reads a capture in a thread whose memory is bounded. Left to itself, the garbage collector lets millions of short-lived
 * objects grow to hundreds of megabytes before it looks at them.
 */
import { Worker } from 'node:worker_threads';
import { UsageError } from '../model/errors.ts';
import { extension } from '../system/package.ts';
import type { CaptureReading, ListedEnd, ReadCapture } from './model.ts';

export interface ReadingOrder {
  path: string;
  listed?: readonly ListedEnd[];
  callers?: readonly string[];
  examples?: number;
}

/** An error's class does not pass from one thread to another. */
export type ReadingAnswer =
  { reading: CaptureReading } | { mistake: { expected: string; found: string; todo: string } };

/** The young generation decides how often garbage is collected, the old one holds what is counted. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 192 };

export const readCapture: ReadCapture = async (path, { signal, ...options } = {}) => {
  signal?.throwIfAborted();
  const order: ReadingOrder = { path, ...options };
  const entry = new URL(`./reading-thread${extension}`, import.meta.url);
  const thread = new Worker(entry, { workerData: order, resourceLimits });
  const answered = Promise.withResolvers<ReadingAnswer>();
  const abort = (): void => answered.reject(signal?.reason as Error);
  signal?.addEventListener('abort', abort, { once: true });
  thread.on('message', answered.resolve);
  thread.on('error', answered.reject);
  thread.on('exit', () => answered.reject(new Error('the thread that reads the capture has ended')));
  try {
    const answer = await answered.promise;
    if ('reading' in answer) return answer.reading;
    const { expected, found, todo } = answer.mistake;
    throw new UsageError(expected, found, todo);
  } finally {
    signal?.removeEventListener('abort', abort);
    await thread.terminate();
  }
};
