/** Tests that deviations files excuse no mutant, except those that `excused.ts` lists with a reason. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../fixtures/reference/mutants.ts';
import { allDeviations } from '../../src/cli/known-deviations.ts';
import { loadRelease } from '../../src/release/load.ts';
import { seenAsPath, seenByPath } from '../../src/selftest/documents.ts';
import { excuseOf } from '../../src/selftest/excuse.ts';
import { parseSeenAs } from '../../src/selftest/seen-as.ts';
import { parseSeenBy } from '../../src/selftest/seen-by.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { excused } from './excused.ts';

const again = 'run `npm run selftest -- --handbook`';
const caseIds = Object.keys(parseSeenBy(readFileSync(seenByPath, 'utf8')));
const seen = parseSeenAs(readFileSync(seenAsPath, 'utf8'), caseIds);
const files = allDeviations().map(({ release, entries }) => {
  const cases = new Map(catalogueFor(loadRelease(release)).cases.map((one) => [one.id, one]));
  return { release, entries, cases };
});
/** A day on which no entry has expired: an expired entry counts here as if it were in force. */
const inForce = '2000-01-01';

test('`seen-as.txt` holds for every mutant how the cases deviate', () => {
  const names = (all: Iterable<string>): string[] => [...all].sort();
  expect(names(seen.keys()), again).toEqual(names(mutants.map(({ name }) => name)));
  expect(
    [...seen].filter(([, deviating]) => !deviating.length).map(([name]) => name),
    again,
  ).toEqual([]);
});

const rows = files.flatMap((file) =>
  (['release', 'documented'] as const).map((naming) => ({ ...file, naming })),
);

describe.each(rows)(
  'the deviations of $release, held against every mutant under $naming names',
  ({ release, naming, ...file }) => {
    const listed = (mutant: string) =>
      excused.find((one) => one.mutant === mutant && one.naming === naming && one.releases.includes(release));

    test('excuse no mutant that is killed without them', () => {
      const wrong = [...seen].flatMap(([mutant, deviating]) => {
        const { shown, left, excused: cases } = excuseOf(deviating, file, naming, inForce);
        if (shown === 0 || left.length || listed(mutant)) return [];
        return [
          `${mutant} is excused: ${cases.map(({ id, entry }) => `${id} by the entry ${entry}`).join('; ')}`,
        ];
      });
      expect(wrong).toEqual([]);
    });

    test('excuse every mutant that is a known deviation of the release', () => {
      const wrong = excused
        .filter((one) => one.naming === naming && one.releases.includes(release))
        .flatMap(({ mutant }) => {
          const { shown, left } = excuseOf(seen.get(mutant) ?? [], file, naming, inForce);
          return shown === 0 || left.length
            ? [`${mutant} is no longer excused: ${left.join(', ') || 'no case shows it'}`]
            : [];
        });
      expect(wrong).toEqual([]);
    });
  },
);

test('each excused mutant exists and has a reason', () => {
  for (const { mutant, reason } of excused) {
    expect(
      mutants.some(({ name }) => name === mutant),
      mutant,
    ).toBe(true);
    expect(reason.length, mutant).toBeGreaterThan(20);
  }
});
