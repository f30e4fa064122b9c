/**
 * One bounded wait. `start` opens something and reports by `settle`; what it returns is called once when the wait
 * is over, however it ends, and must release everything that was opened. After `ms` milliseconds the value of
 * `late` is the result. Rejects with the signal's reason when the signal is aborted.
 */
export async function settleWithin<T>(
  ms: number,
  signal: AbortSignal | undefined,
  late: () => T,
  start: (settle: (value: T) => void) => () => void,
): Promise<T> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = (): void => reject(signal?.reason as Error);
  const timer = setTimeout(() => resolve(late()), Math.max(0, ms));
  signal?.addEventListener('abort', abort, { once: true });
  let release: (() => void) | undefined;
  try {
    release = start(resolve);
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    release?.();
  }
}

/**
 * Error code of the system or of OpenSSL, or the error's name where there is none. OpenSSL 3.5 calls the alerts that
 * exist since SSL 3.0 `SSL/TLS_ALERT_…`, earlier ones `SSLV3_ALERT_…`: here always the latter.
 */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return code.replace('SSL/TLS_ALERT_', 'SSLV3_ALERT_');
  // Happy eyeballs: several addresses were tried, each with an error of its own.
  if (error instanceof AggregateError && error.errors[0]) return codeOf(error.errors[0]);
  return error.name;
}
