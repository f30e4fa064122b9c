/** Orders releases by their numbers. Pure. */

const numbers = (release: string): number[] =>
  release
    .replace(/^v/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));

/** Below zero where `a` is the older one. */
export const compareReleases = (a: string, b: string): number => {
  const [left, right] = [numbers(a), numbers(b)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Whether a change that came with `since` lies on the way from one release to the other. */
export const isOnTheWay = (since: string, from: string, to: string): boolean =>
  compareReleases(from, since) < 0 && compareReleases(since, to) <= 0;
