/** Tests that the badge of killed mutants agrees with MUTANTS.md and is shown in README.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { badgeOf, drawnBadge, scoreBadge } from '../../src/selftest/badge.ts';
import { badgePath, handbookPath } from '../../src/selftest/documents.ts';
import type { SelftestResult } from '../../src/selftest/selftest.ts';

const top = new URL('../../', import.meta.url);

test('the badge of the repository says what the handbook says', () => {
  const rows = readFileSync(handbookPath, 'utf8').match(/^\| `.*$/gm) ?? [];
  // The last cell of a mutant that is killed as declared is a number alone.
  const killed = rows.filter((row) => /\| \d+ +\|$/.test(row)).length;
  expect(rows.length).toBeGreaterThan(50);
  expect(readFileSync(handbookPath, 'utf8')).toContain(`${killed} of ${rows.length} are killed so`);
  expect(readFileSync(badgePath, 'utf8')).toBe(drawnBadge(scoreBadge(killed, rows.length)));
});

test('README.md shows it', () => {
  const shown = badgePath.slice(new URL(top).pathname.length);
  expect(readFileSync(new URL('README.md', top), 'utf8')).toContain(`](${shown})`);
});

const result = (given: Partial<SelftestResult>): SelftestResult => ({
  honest: { cases: 1, starts: 1, ms: 1, notGreen: [] },
  mutants: [],
  all: false,
  caseIds: [],
  complete: true,
  ...given,
});

test.each([
  [scoreBadge(3, 3), '3 of 3', 'brightgreen'],
  [scoreBadge(2, 3), '2 of 3', 'red'],
  [badgeOf(result({ complete: false })), 'interrupted', 'lightgrey'],
  [
    badgeOf(
      result({
        honest: { cases: 1, starts: 1, ms: 1, notGreen: [{ id: 'a', outcome: 'fail', observed: '' }] },
      }),
    ),
    'the reference is not green',
    'red',
  ],
])('%o', (badge, message, color) => {
  expect(badge).toMatchObject({ message, color });
  expect(drawnBadge(badge)).toContain(`<title>mutants killed: ${message}</title>`);
});
