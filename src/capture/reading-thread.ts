/** Reads one capture in a thread, for `read-capture.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { UsageError } from '../model/errors.ts';
import type { ReadingAnswer, ReadingOrder } from './read-capture.ts';
import { readCaptureHere } from './read-here.ts';

const read = async ({ path, ...options }: ReadingOrder): Promise<ReadingAnswer> => {
  try {
    return { reading: await readCaptureHere(path, options) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { expected, found, todo } = error;
    return { mistake: { expected, found, todo } };
  }
};

parentPort?.postMessage(await read(workerData as ReadingOrder));
