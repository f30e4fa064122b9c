/**
 * How tests wait: for what has to happen, however long a busy machine takes for it. No bound here is a measure of
 * speed; it only ends what hangs. (What things cost is measured by `npm run bench`.)
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
 * What something with a bound of its own says when the bound is long enough for everything that comes before the
 * silence: doubled from a quarter of a second on.
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
