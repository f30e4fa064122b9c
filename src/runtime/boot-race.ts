/** Decides whether a service becomes ready, ends, or does neither within its time. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface BootRace {
  /** Settles when the service ends. */
  exited: Promise<unknown>;
  ready: (signal: AbortSignal) => Promise<boolean>;
  /** ms until a service counts as hung, without the time that it lost. */
  timeoutMs: number;
  /** ms so far in which the service or the suite waited for a CPU; 0 where no value is known. */
  lostMs?: (() => number | Promise<number>) | undefined;
  /** ms between two calls of `ready`, 25 by default. */
  pollMs?: number | undefined;
  signal: AbortSignal;
}

/** ms between two calls at first: most services become ready early. */
const EARLY = { until: 200, pause: 8 };

/** A bound is extended by the lost time, up to this many times the bound. */
const mostExtension = 4;
/** ms between two readings of the lost time. */
const lookMs = 250;

/**
 * Returns what comes first: the service is ready, it ends, or its time is over. `starved`: it did not get its time
 * within four times the bound, which decides nothing. Leaves no timer behind.
 * @throws the reason of `signal`, or what `ready` threw
 */
export async function bootRace(race: BootRace): Promise<'ready' | 'exited' | 'hung' | 'starved'> {
  const { exited, signal } = race;
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
      timeOver(race, over.signal),
    ]);
  } finally {
    over.abort();
  }
}

async function timeOver({ timeoutMs, lostMs }: BootRace, over: AbortSignal): Promise<'hung' | 'starved'> {
  const began = performance.now();
  await sleep(timeoutMs, undefined, { signal: over });
  if (!lostMs) return 'hung';
  for (;;) {
    const lost = await lostMs();
    const elapsed = performance.now() - began;
    const owed = timeoutMs - (elapsed - lost);
    if (owed <= 0) return 'hung';
    const left = mostExtension * timeoutMs - elapsed;
    if (left <= 0) return 'starved';
    await sleep(Math.min(left, Math.max(owed, lookMs)), undefined, { signal: over });
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
