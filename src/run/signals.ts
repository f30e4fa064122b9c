/** SIGINT, SIGTERM and SIGHUP end a run in order; a second one ends it at once. */
export interface Signals extends Disposable {
  signal: AbortSignal;
  readonly interrupted: NodeJS.Signals | undefined;
  /** vitest installs handlers that end the process before any teardown: they are replaced by ours. */
  takeOver(cancel: () => void): void;
}

const watched: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

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
  const install = (): void => {
    for (const signal of watched) process.removeAllListeners(signal).on(signal, handle);
  };
  install();
  return {
    signal: abort.signal,
    get interrupted() {
      return interrupted;
    },
    takeOver: (how) => {
      cancel = how;
      install();
      if (interrupted) cancel();
    },
    [Symbol.dispose]: () => {
      for (const signal of watched) process.removeListener(signal, handle);
    },
  };
};
