/** Waits with a bound: a time, a signal, or both. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a promise for at most `ms`. Returns true if it settled in time; never rejects. */
export async function didSettle(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const over = new AbortController();
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      sleep(ms, false, { signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}

/** Waits for `work`, but no longer than `limitMs` after `since`. Rejects when `work` rejects in that time. */
export async function waitUpTo(
  work: Promise<unknown>,
  limitMs: number,
  since: Promise<void> = Promise.resolve(),
): Promise<void> {
  const over = new AbortController();
  const limit = since.then(() => sleep(limitMs, undefined, { signal: over.signal })).catch(() => {});
  await Promise.race([work, limit]).finally(() => over.abort());
}

/** The promise's result, or an error after `ms`. The timer does not keep the process alive. */
export function answerInTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`no answer within ${ms / 1000} s`)), ms).unref();
  });
  return Promise.race([answer, late]);
}

/** The promise's result, or a rejection with the signal's reason as soon as the signal is aborted. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/**
 * Opens something and waits for its result. `start` reports by `settle`; the function that it returns is called once
 * when the wait is over, however it ends, and must release everything that was opened. After `ms` milliseconds the
 * value of `late` is the result. Rejects with the signal's reason when the signal is aborted.
 */
export async function settleWithin<T>(
  ms: number,
  signal: AbortSignal | undefined,
  late: () => T,
  start: (settle: (value: T) => void) => () => void,
): Promise<T> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = (): void => reject(signal?.reason as Error);
  const timer = setTimeout(() => resolve(late()), Math.max(0, ms));
  signal?.addEventListener('abort', abort, { once: true });
  let release: (() => void) | undefined;
  try {
    release = start(resolve);
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    release?.();
  }
}
