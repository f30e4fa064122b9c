import { Worker } from 'node:worker_threads';
import type { Address } from '../run/runtime.ts';
import type { ListenerProtocol } from './listener/protocol.ts';
import type { PlaintextWatch } from './observation.ts';
import { monotonicMs, type Samples } from './watch/sampler.ts';
import type { Order, Report } from './watch/thread.ts';

export interface WatchOptions {
  /** ms from one sample to the next. Default 15. */
  everyMs?: number;
  /** ms since the start; on the monotonic clock. */
  clock: () => number;
  /** Ends the watch like `stop`. */
  signal?: AbortSignal;
  /** Path of the GET for `http` and `ws`. Default `/health`. */
  path?: string;
}

export interface PlaintextWatcher {
  /** Ends the watch; the samples in flight get a last moment. The same result however often it is called. */
  stop(): Promise<PlaintextWatch>;
  /** Settles with the first sample: what is started after it is watched from its start. */
  readonly begun: Promise<void>;
}

const nothing: PlaintextWatch = { samples: 0, maxGapMs: 0, plaintextAt: [], connected: 0 };
/** Well below the 20 ms that count as continuous, so that a delay of some ms leaves no gap. */
const defaultEveryMs = 8;

/**
 * The byte probe behind "never plaintext at any moment": from now on a fresh connection with a tiny plaintext
 * request every few milliseconds, in a thread of its own. In plaintext means: an HTTP status other than 400,
 * SETTINGS, or a CONNACK. `maxGapMs` counts between samples, and from the last one to `stop`. CoAP is not sampled (0 samples). Call `startWatchThread` well before the first watch.
 */
export function watchPlaintext(
  address: Address,
  protocol: ListenerProtocol,
  { everyMs = defaultEveryMs, clock, signal, path }: WatchOptions,
): PlaintextWatcher {
  if (protocol === 'coap') return { stop: () => Promise.resolve({ ...nothing }), begun: Promise.resolve() };
  const askedAt = monotonicMs();
  const sinceStart = clock() - askedAt;
  const watched = theThread().watch({ address, protocol, path, everyMs });
  let result: Promise<PlaintextWatch> | undefined;
  const stop = (): Promise<PlaintextWatch> => {
    signal?.removeEventListener('abort', onAbort);
    result ??= watched.stop().then((samples) => ({
      ...(samples ?? { ...nothing, maxGapMs: Math.round(monotonicMs() - askedAt) }),
      plaintextAt: (samples?.plaintextAt ?? []).map((at) => Math.round(at + sinceStart)),
    }));
    return result;
  };
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return { stop, begun: watched.begun };
}

/** Starts the thread, about 50 ms of work, so that the first watch does not begin with a gap. Idempotent. */
export const startWatchThread = (): Promise<void> => theThread().ready;

let thread: WatchThread | undefined;

function theThread(): WatchThread {
  if (!thread || thread.ended) thread = new WatchThread();
  return thread;
}

class WatchThread {
  readonly ready: Promise<void>;
  ended = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (samples: Samples | undefined) => void>();
  readonly #begun = new Map<number, () => void>();
  #last = 0;

  constructor() {
    const file = import.meta.url.endsWith('.ts') ? './watch/thread.ts' : './watch/thread.js';
    this.#worker = new Worker(new URL(file, import.meta.url));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#worker.on('message', (report: Report) => {
      if ('ready' in report) {
        resolve();
        this.#release();
      } else if ('begun' in report) {
        this.#begun.get(report.id)?.();
        this.#begun.delete(report.id);
      } else this.#settle(report.id, report.samples);
    });
    const end = (): void => {
      this.ended = true;
      resolve();
      for (const begun of this.#begun.values()) begun();
      for (const id of this.#waiting.keys()) this.#settle(id, undefined);
    };
    this.#worker.on('error', end);
    this.#worker.on('exit', end);
  }

  /** `stop` resolves with nothing when the thread broke down: then nothing was observed. */
  watch(start: Extract<Order, { start: unknown }>['start']): {
    stop: () => Promise<Samples | undefined>;
    begun: Promise<void>;
  } {
    this.#last += 1;
    const id = this.#last;
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    if (this.ended) begin();
    else this.#begun.set(id, begin);
    this.#order({ id, start });
    return {
      begun,
      stop: () => {
        const { promise, resolve } = Promise.withResolvers<Samples | undefined>();
        if (this.ended) return Promise.resolve(undefined);
        this.#waiting.set(id, resolve);
        this.#worker.ref();
        this.#order({ id, stop: true });
        return promise;
      },
    };
  }

  #order(order: Order): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
    this.#worker.postMessage(order);
  }

  #settle(id: number, samples: Samples | undefined): void {
    this.#waiting.get(id)?.(samples);
    this.#waiting.delete(id);
    this.#release();
  }

  /** It lives as long as the process, and keeps it alive only while somebody waits for it. */
  #release(): void {
    if (this.#waiting.size === 0) this.#worker.unref();
  }
}
