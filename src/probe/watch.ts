/** Watches a port for plaintext answers from a separate process, so that a busy suite leaves no gap. */
import { fork, type ChildProcess } from 'node:child_process';
import type { Address } from '../model/address.ts';
import type { PlaintextWatch } from '../model/observation.ts';
import { extension } from '../system/package.ts';
import type { ListenerProtocol } from './listener/protocol.ts';
import { monotonicMs, type Samples } from './watch/sampler.ts';
import type { Order, Report } from './watch/sampling-process.ts';

export interface WatchOptions {
  /** ms from one sample to the next. Default 15. */
  everyMs?: number;
  /** ms since the start; on the monotonic clock. */
  clock: () => number;
  /** Ends the watch like `stop`. */
  signal?: AbortSignal;
  /** Path of the GET for `http` and `ws`. Default `/health`. */
  path?: string;
  /**
   * Label of the run, where its services are processes of this machine: then other programs at their ports are
   * recognized.
   */
  label?: string;
}

export interface PlaintextWatcher {
  /** Ends the watch; open samples get some more ms. Later calls return the same result. */
  stop(): Promise<PlaintextWatch>;
  /** Settles with the first sample: a service that is started after it is watched from its start. */
  readonly begun: Promise<void>;
}

const nothing: PlaintextWatch = { samples: 0, maxGapMs: 0, plaintextAt: [], connected: 0 };
/** Well below the 20 ms that count as continuous, so that a delay of some ms leaves no gap. */
const defaultEveryMs = 8;

/**
 * Watches for plaintext "at any moment": every few milliseconds a separate process opens a fresh connection and sends a
 * tiny plaintext request; at an HTTP listener it also sends one of HTTP/2, half as often. Plaintext means an HTTP
 * status other than 400 and other than a redirect without data, SETTINGS, or a CONNACK. `maxGapMs` counts between
 * samples, and from the last one to `stop`. CoAP is not sampled (0 samples). Call `startWatchProcess` well before the
 * first watch.
 */
export function watchPlaintext(
  address: Address,
  protocol: ListenerProtocol,
  { everyMs = defaultEveryMs, clock, signal, path, label }: WatchOptions,
): PlaintextWatcher {
  if (protocol === 'coap') return { stop: () => Promise.resolve({ ...nothing }), begun: Promise.resolve() };
  const askedAt = monotonicMs();
  const sinceStart = clock() - askedAt;
  const watched = theProcess().watch({
    ...{ address, protocol, path, everyMs },
    ...(label !== undefined && { label }),
  });
  let result: Promise<PlaintextWatch> | undefined;
  const stop = (): Promise<PlaintextWatch> => {
    signal?.removeEventListener('abort', onAbort);
    const onClock = (times: number[]): number[] => times.map((at) => Math.round(at + sinceStart));
    result ??= watched.stop().then((samples) => ({
      ...(samples ?? { ...nothing, maxGapMs: Math.round(monotonicMs() - askedAt) }),
      plaintextAt: onClock(samples?.plaintextAt ?? []),
      ...(samples?.http2At && { http2At: onClock(samples.http2At) }),
      ...(samples?.tlsAt !== undefined && { tlsAt: Math.round(samples.tlsAt + sinceStart) }),
    }));
    return result;
  };
  const onAbort = (): void => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  return { stop, begun: watched.begun };
}

/** Starts the process, about 100 ms of work, so that the first watch need not wait for it. Idempotent. */
export const startWatchProcess = (): Promise<void> => theProcess().ready;

let running: WatchProcess | undefined;

function theProcess(): WatchProcess {
  if (!running || running.ended) running = new WatchProcess();
  return running;
}

class WatchProcess {
  readonly ready: Promise<void>;
  ended = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (samples: Samples | undefined) => void>();
  readonly #begun = new Map<number, () => void>();
  #last = 0;

  constructor() {
    this.#child = fork(new URL(`./watch/sampling-process${extension}`, import.meta.url), {
      // Collects garbage in the main thread: V8's other threads do so at a priority that leaves gaps.
      execArgv: ['--single-threaded-gc'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#child.on('message', (report: Report) => {
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
    this.#child.on('error', end);
    this.#child.on('exit', end);
  }

  /** `stop` resolves with `undefined` when the process has failed: then nothing was observed. */
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
        this.#child.channel?.ref();
        this.#order({ id, stop: true });
        return promise;
      },
    };
  }

  #order(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  #settle(id: number, samples: Samples | undefined): void {
    this.#waiting.get(id)?.(samples);
    this.#waiting.delete(id);
    this.#release();
  }

  /** The process lives as long as its parent, and keeps the parent alive only while a caller waits for it. */
  #release(): void {
    if (this.#waiting.size > 0) return;
    this.#child.unref();
    this.#child.channel?.unref();
  }
}
