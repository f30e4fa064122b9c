/** Medians, lowest and highest, and ratios by round. Pure. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** @throws when there is nothing */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new Error('no value to take a median of');
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median, min, max };
};

/** Round by round: what disturbed one round disturbed both. */
export const ratioOf = (one: readonly number[], other: readonly number[]): Spread =>
  spreadOf(one.map((value, at) => value / other[at]!));
