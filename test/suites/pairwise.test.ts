/** Tests that the mixed deployments hold every possible pair of values, and no deployment that is impossible. */
import { expect, test } from 'vitest';
import { mixed, mixedParameters, possible } from '../../suites/deployments/mixed.ts';
import { coveringArray, pairsOf, product } from '../../suites/deployments/pairwise.ts';

const words = (row: object): string[] =>
  pairsOf(row as Record<string, string | boolean>).map((pair) => JSON.stringify(pair));

test('every pair of values that is possible occurs in a mixed deployment', () => {
  const wanted = new Set(product(mixedParameters).filter(possible).flatMap(words));
  const covered = new Set(
    mixed()
      .map(({ ...row }) => row)
      .flatMap(words),
  );
  expect([...wanted].filter((pair) => !covered.has(pair))).toEqual([]);
});

test('no impossible deployment is among them, and none twice', () => {
  const rows = mixed();
  expect(rows.every(possible)).toBe(true);
  expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(rows.length);
});

test('the array is smaller than the product', () => {
  const parameters = { a: [1, 2, 3].map(String), b: [true, false], c: [true, false], d: [true, false] };
  const rows = coveringArray(parameters);
  expect(rows.length).toBeLessThan(product(parameters).length);
  const wanted = new Set(product(parameters).flatMap(words));
  expect(new Set(rows.flatMap(words))).toEqual(wanted);
});
