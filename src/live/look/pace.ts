/** Keeps the connections to an endpoint apart, and counts them. */
import { setTimeout as sleep } from 'node:timers/promises';

export class Pace {
  connections = 0;
  readonly #spacingMs: number;
  readonly #signal: AbortSignal;
  constructor(spacingMs: number, signal: AbortSignal) {
    this.#spacingMs = spacingMs;
    this.#signal = signal;
  }
  async turn(): Promise<void> {
    if (this.connections > 0) await sleep(this.#spacingMs, undefined, { signal: this.#signal });
    this.connections += 1;
  }
}
