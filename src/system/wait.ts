/** Waiting that has a bound. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a promise at most `ms`; true when it settled in time. Never rejects. */
export async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
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
