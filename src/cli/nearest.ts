/** Finds names that a mistyped word may stand for. Pure. */

/** At most five, the nearest first: those that hold the word or lie within it, then those of a few other letters. */
export const nearest = (word: string, names: Iterable<string>): string[] => {
  const most = Math.max(1, Math.floor(word.length / 6));
  return [...names]
    .map((name) => {
      const within = word.length > 3 && (name.includes(word) || (name.length > 3 && word.includes(name)));
      return { name, distance: within ? 0 : distance(word, name, most) };
    })
    .filter(({ distance }) => distance <= most)
    .sort(
      (a, b) =>
        a.distance - b.distance ||
        Math.abs(a.name.length - word.length) - Math.abs(b.name.length - word.length),
    )
    .slice(0, 5)
    .map(({ name }) => name);
};

/** Letters to insert, leave out or change; beyond `most` any larger number. */
const distance = (from: string, to: string, most: number): number => {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at += 1) {
    const next = [at];
    for (let other = 1; other <= to.length; other += 1) {
      const change = row[other - 1]! + (from[at - 1] === to[other - 1] ? 0 : 1);
      next.push(Math.min(change, row[other]! + 1, next[other - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
};
