/** Lets at most `many` do something at once, the lowest rank first, and of equal ranks the first that came. Dispose of a turn, once or more often, to hand it on. */
export const turns = (many: number): ((rank?: number) => Promise<Disposable>) => {
  let free = many;
  const waiting: { rank: number; go: () => void }[] = [];
  const release = (): void => {
    const next = waiting.shift();
    if (next) next.go();
    else free++;
  };
  const once = (work: () => void): (() => void) => {
    let done = false;
    return () => {
      if (!done) work();
      done = true;
    };
  };
  return async (rank = 0) => {
    if (free > 0) free--;
    else {
      await new Promise<void>((go) => {
        const at = waiting.findIndex((other) => other.rank > rank);
        waiting.splice(at < 0 ? waiting.length : at, 0, { rank, go });
      });
    }
    return { [Symbol.dispose]: once(release) };
  };
};
