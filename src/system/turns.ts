/** Lets at most `many` do something at once, first come first served. Dispose of a turn to hand it on. */
export const turns = (many: number): (() => Promise<Disposable>) => {
  let free = many;
  const waiting: (() => void)[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return { [Symbol.dispose]: release };
  };
};
