/** Lets at most `many` do something at once, first come first served. Dispose of a turn, once or more often, to hand it on. */
export const turns = (many: number): (() => Promise<Disposable>) => {
  let free = many;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  const once = (work: () => void): (() => void) => {
    let done = false;
    return () => {
      if (!done) work();
      done = true;
    };
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return { [Symbol.dispose]: once(release) };
  };
};
