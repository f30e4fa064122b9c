/**
 * Shares repeats by key. Calls that arrive before a repeat starts get its result; a later call waits for the next one.
 * A result was therefore always made after the call.
 */
export const sharedRepeats = <T>(): ((key: string, make: () => Promise<T>) => Promise<T>) => {
  const latest = new Map<string, { begun: boolean; result: Promise<T> }>();
  return (key, make) => {
    const known = latest.get(key);
    if (known && !known.begun) return known.result;
    const before = known?.result.catch(() => {}) ?? Promise.resolve();
    const next = {
      begun: false,
      result: before.then(() => {
        next.begun = true;
        return make();
      }),
    };
    latest.set(key, next);
    return next.result;
  };
};
