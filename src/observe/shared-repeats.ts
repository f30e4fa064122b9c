/**
 * Lets those who want the same thing done again have it done once: whoever asks before it has begun gets the result
 * of it, whoever asks later that of the next time. So what a caller gets was always made after the call.
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
