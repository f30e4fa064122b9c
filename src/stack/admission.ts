/**
 * Limits how many starts run at a time. More starting services than cores slow each other down, and a slow start looks
 * like a hung one.
 */
import { availableParallelism } from 'node:os';

/**
 * `boot`: a service of a start starts. `arrange`: databases, taps and files of a start are made; `arrange-for-port`: of
 * one whose port others wait for, which is the longer way to the end of a run.
 */
export type Stage = 'boot' | 'arrange-for-port' | 'arrange';

/** A permit; disposing of it lets the next caller go on. */
export interface Gate {
  /** Waits for a permit. Rejects with the signal's reason. */
  admit: (stage: Stage, signal: AbortSignal) => Promise<Disposable>;
  /** @param ms from the start of the service until it was ready */
  report: (service: string, ms: number) => void;
}

export interface Permit {
  stage: Stage;
  granted: () => void;
}

/** A start that takes this many times the fastest of its kind shows that too many run at once. */
const tooSlow = 2;
const goodPace = 1.5;
/** ms added to both sides of the comparison: the shortest starts vary by this much on an idle machine. */
const blurMs = 100;
/**
 * ms after which others go on beside a boot that hangs, which uses no CPU; at least four times the present start time.
 */
const leastHoldMs = 2000;
const holdFactor = 4;

/**
 * Hands out permits, in the order of the stages, otherwise first come first served. It begins with one permit and allows
 * more as long as starts take less than twice the time of the fastest start of the same service.
 */
export class Admissions {
  #limit = 1;
  readonly #most: number;
  #held = 0;
  readonly #waiting: Record<Stage, Permit[]> = { boot: [], 'arrange-for-port': [], arrange: [] };
  readonly #holds = new Map<Permit, NodeJS.Timeout>();
  readonly #fastest = new Map<string, number>();
  #ratios: number[] = [];
  #typicalMs = 0;

  /** @param most permits at a time, however fast the starts are */
  constructor(most = 2 * availableParallelism()) {
    this.#most = Math.max(1, most);
  }

  get limit(): number {
    return this.#limit;
  }

  ask(permit: Permit): void {
    this.#waiting[permit.stage].push(permit);
    this.#grant();
  }

  /** Idempotent; cancels a request that was not granted yet. */
  giveBack(permit: Permit): void {
    const queue = this.#waiting[permit.stage];
    const at = queue.indexOf(permit);
    if (at >= 0) queue.splice(at, 1);
    const hold = this.#holds.get(permit);
    if (hold === undefined) return;
    clearTimeout(hold);
    this.#holds.delete(permit);
    this.#held -= 1;
    this.#grant();
  }

  report(service: string, ms: number): void {
    const fastest = Math.min(ms, this.#fastest.get(service) ?? Infinity);
    this.#fastest.set(service, fastest);
    this.#typicalMs = this.#typicalMs === 0 ? ms : 0.8 * this.#typicalMs + 0.2 * ms;
    this.#ratios.push((ms + blurMs) / (fastest + blurMs));
    if (this.#ratios.length < Math.max(2, this.#limit)) return;
    const middle = this.#ratios.toSorted((a, b) => a - b)[Math.floor(this.#ratios.length / 2)]!;
    this.#ratios = [];
    if (middle > tooSlow) this.#limit = Math.max(1, this.#limit - 1);
    else if (middle < goodPace) this.#limit = Math.min(this.#most, this.#limit + 1);
    this.#grant();
  }

  #grant(): void {
    while (this.#held < this.#limit) {
      const { boot, arrange, 'arrange-for-port': forPort } = this.#waiting;
      const permit = boot.shift() ?? forPort.shift() ?? arrange.shift();
      if (!permit) return;
      this.#held += 1;
      const holdMs = Math.max(leastHoldMs, holdFactor * this.#typicalMs);
      this.#holds.set(permit, setTimeout(() => this.giveBack(permit), holdMs).unref());
      permit.granted();
    }
  }
}

/** Hands out the permits: in this thread, or at the other end of a channel. */
export type Admitting = Pick<Admissions, 'ask' | 'giveBack' | 'report'>;

/** The gate for starts; by default one for the starts of this thread. */
export const gateOf = (admissions: Admitting = new Admissions()): Gate => ({
  admit: (stage, signal) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const give = (): void => {
        signal.removeEventListener('abort', abort);
        admissions.giveBack(permit);
      };
      const abort = (): void => {
        give();
        reject(signal.reason as Error);
      };
      const permit: Permit = { stage, granted: () => resolve({ [Symbol.dispose]: give }) };
      signal.addEventListener('abort', abort, { once: true });
      admissions.ask(permit);
    }),
  report: (service, ms) => admissions.report(service, ms),
});
