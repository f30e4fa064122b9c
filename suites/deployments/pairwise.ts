/** A covering array of strength two: every pair of values of two parameters occurs in at least one row. Greedy. */

export type Parameters = Readonly<Record<string, readonly (string | boolean)[]>>;
export type ArrayRow<P extends Parameters> = { [K in keyof P]: P[K][number] };

interface Pair {
  one: string;
  a: string | boolean;
  other: string;
  b: string | boolean;
}

/** `allowed` rules rows out; a pair that occurs only in such rows need not occur. Deterministic. */
export const coveringArray = <P extends Parameters>(
  parameters: P,
  allowed: (row: ArrayRow<P>) => boolean = () => true,
): ArrayRow<P>[] => {
  const all = product(parameters).filter(allowed);
  const open = new Set(all.flatMap((row) => pairsOf(row).map(keyOf)));
  const rows: ArrayRow<P>[] = [];
  while (open.size) {
    let best = all[0]!;
    let most = -1;
    for (const row of all) {
      const gain = pairsOf(row).filter((pair) => open.has(keyOf(pair))).length;
      if (gain > most) [best, most] = [row, gain];
    }
    rows.push(best);
    for (const pair of pairsOf(best)) open.delete(keyOf(pair));
  }
  return rows;
};

const keyOf = ({ one, a, other, b }: Pair): string => `${one}=${String(a)} ${other}=${String(b)}`;

export const pairsOf = (row: Readonly<Record<string, string | boolean>>): Pair[] => {
  const names = Object.keys(row);
  return names.flatMap((one, i) =>
    names.slice(i + 1).map((other) => ({ one, a: row[one]!, other, b: row[other]! })),
  );
};

export const product = <P extends Parameters>(parameters: P): ArrayRow<P>[] =>
  Object.entries(parameters).reduce<Record<string, string | boolean>[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  ) as ArrayRow<P>[];
