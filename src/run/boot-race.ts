import { setTimeout as sleep } from 'node:timers/promises';

export interface BootRace {
  /** Settles when the service ends. */
  exited: Promise<unknown>;
  ready: (signal: AbortSignal) => Promise<boolean>;
  /** ms until the service is called hung. */
  timeoutMs: number;
  /** ms between two questions, 25 by default. */
  pollMs?: number | undefined;
  signal: AbortSignal;
}

/** In the beginning, when most services become ready, the questions follow each other faster (ms). */
const EARLY = { until: 200, pause: 8 };

/**
 * Which comes first: the service is ready, it ends, or the time is over. Leaves no timer behind.
 * @throws the reason of `signal`, or what `ready` threw
 */
export async function bootRace(race: BootRace): Promise<'ready' | 'exited' | 'hung'> {
  const { exited, timeoutMs, signal } = race;
  signal.throwIfAborted();
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const fail = () => reject(signal.reason as Error);
    signal.addEventListener('abort', fail, { once: true, signal: over.signal });
  });
  try {
    return await Promise.race([
      exited.then(() => 'exited' as const),
      aborted,
      poll(race, over.signal),
      sleep(timeoutMs, 'hung' as const, { signal: over.signal }),
    ]);
  } finally {
    over.abort();
  }
}

async function poll({ ready, signal, pollMs = 25 }: BootRace, over: AbortSignal): Promise<'ready'> {
  const either = AbortSignal.any([over, signal]);
  const began = performance.now();
  while (!(await ready(either))) {
    const early = performance.now() - began < EARLY.until;
    await sleep(early ? Math.min(pollMs, EARLY.pause) : pollMs, undefined, { signal: either });
  }
  return 'ready';
}

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
