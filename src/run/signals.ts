/** SIGINT, SIGTERM and SIGHUP end a run in order; a second one ends it at once. */
export interface Signals extends Disposable {
  signal: AbortSignal;
  readonly interrupted: NodeJS.Signals | undefined;
  /** Called when a signal comes, at once when one has come already. */
  whenInterrupted(cancel: () => void): void;
}

const watched: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Until it is disposed nobody else in this process hears these signals: vitest and vite install handlers that end the
 * process before any teardown.
 */
export const watchSignals = (): Signals => {
  const abort = new AbortController();
  let interrupted: NodeJS.Signals | undefined;
  let cancel = (): void => {};
  const handle = (signal: NodeJS.Signals): void => {
    if (interrupted) process.exit(signal === 'SIGINT' ? 130 : 143);
    interrupted = signal;
    cancel();
    abort.abort(new Error(`interrupted by ${signal}`));
  };
  const alone = (event: string | symbol, listener: (...args: unknown[]) => void): void => {
    if (listener === handle || !watched.some((one) => one === event)) return;
    // It is told of before it is there, and gone before a signal can be delivered.
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
    whenInterrupted: (how) => {
      cancel = how;
      if (interrupted) cancel();
    },
    [Symbol.dispose]: () => {
      process.removeListener('newListener', alone);
      for (const signal of watched) process.removeListener(signal, handle);
    },
  };
};
