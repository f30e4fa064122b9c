/** Ends a run in order at SIGINT, SIGTERM and SIGHUP, and at once at a second one. */
export interface Signals extends Disposable {
  signal: AbortSignal;
  readonly interrupted: NodeJS.Signals | undefined;
  /** An uncaught error, boxed: it ends the run in the same order. */
  readonly failure: { error: unknown } | undefined;
  /** Called when a signal comes, at once when one has come already. */
  whenInterrupted(cancel: () => void): void;
}

let failCurrent: ((error: unknown) => void) | undefined;

/** vitest says this of a worker once more when no listener is left, as after one that ran out of memory. */
const isEcho = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith('Worker exited unexpectedly');

/**
 * For an uncaught error: ends what is under way in order. Where it is about one worker the others go on,
 * and the run reports at its end what was lost.
 */
export const endRunFor = (error: unknown): 'nothing is under way' | 'ends' | 'goes on' => {
  if (!failCurrent) return 'nothing is under way';
  if (isEcho(error)) return 'goes on';
  failCurrent(error);
  return 'ends';
};

const watched: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Until it is disposed, no other handler in this process gets these signals: vitest and vite install handlers that end the
 * process before any teardown.
 */
export const watchSignals = (): Signals => {
  const abort = new AbortController();
  let interrupted: NodeJS.Signals | undefined;
  let failure: { error: unknown } | undefined;
  let cancel = (): void => {};
  const handle = (signal: NodeJS.Signals): void => {
    if (interrupted) process.exit(signal === 'SIGINT' ? 130 : 143);
    interrupted = signal;
    cancel();
    abort.abort(new Error(`interrupted by ${signal}`));
  };
  failCurrent = (error) => {
    failure ??= { error };
    cancel();
    abort.abort(error);
  };
  const alone = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    if (listener === handle || !watched.some((one) => one === event)) return;
    // `newListener` fires before the listener is added, so it is removed in the next microtask.
    queueMicrotask(() => process.removeListener(event, listener));
  };
  process.on('newListener', alone);
  for (const signal of watched) {
    const others = process.listeners(signal);
    // Never without a listener in between: the signal would be lost.
    process.on(signal, handle);
    for (const other of others) process.removeListener(signal, other);
  }
  return {
    signal: abort.signal,
    get interrupted() {
      return interrupted;
    },
    get failure() {
      return failure;
    },
    whenInterrupted: (how) => {
      cancel = how;
      if (interrupted ?? failure) cancel();
    },
    [Symbol.dispose]: () => {
      failCurrent = undefined;
      process.removeListener('newListener', alone);
      for (const signal of watched) process.removeListener(signal, handle);
    },
  };
};
