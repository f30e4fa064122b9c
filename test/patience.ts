/**
 * Waits for events in tests, however long a busy machine takes. No bound here measures speed; it only ends what hangs.
 * (`npm run bench` measures times.)
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** ms; a little less than a test has. */
export const patienceMs = 100_000;

export const patience = (): AbortSignal => AbortSignal.timeout(patienceMs);

/** Waits until a condition holds. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > patienceMs) {
      throw new Error(`it did not come about within ${patienceMs / 1000} s: ${String(holds)}`);
    }
    await sleep(5);
  }
};

/**
 * Result of a call with a bound, once the bound is long enough for everything that comes before the silence: it starts
 * with a quarter of a second and doubles.
 * @param heard whether it was
 */
export const longEnough = async <T>(
  ask: (timeoutMs: number) => Promise<T>,
  heard: (answer: T) => boolean,
): Promise<T> => {
  for (let ms = 250; ; ms *= 2) {
    const answer = await ask(ms);
    if (heard(answer) || ms > patienceMs / 4) return answer;
  }
};
