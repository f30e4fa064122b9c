/** Tests what counts of a case that reruns have observed again. */
import { expect, test } from 'vitest';
import type { JournalLine } from '../../../src/model/journal.ts';
import { settled } from '../../../src/report/build/settled.ts';
import { broken, busy, cases, line, seen } from './tiny-lines.ts';

const plain = line('plain', seen(true));
const settle = (...journals: JournalLine[][]) =>
  settled(
    journals.map((lines, at) => ({ name: `journal-${at}`, lines: at === 0 ? [plain, ...lines] : lines })),
    cases,
  ).get('one')!;
const said = (...journals: JournalLine[][]): string => {
  const { verdict, rerun } = settle(...journals);
  return [verdict.outcome, verdict.code, ...(rerun === null ? [] : [rerun])].join(' ');
};
const kept = line('one', seen(true));
const failed = line('one', seen(false));
const nothing = [seen(undefined), busy, broken].map((observed) => line('one', observed));
const unstable = [failed, line('one', seen(true), 'calm')];

test('a case that no rerun has observed stands as it was', () => {
  expect(said([kept])).toBe('pass KEPT');
  expect(said([failed], [plain])).toBe('fail REQUIRED_ABSENT');
});

test('what said nothing is decided by a rerun', () => {
  for (const one of nothing) {
    expect(said([one], [kept])).toBe('pass KEPT replaced');
    expect(said([one], [failed])).toBe('fail REQUIRED_ABSENT replaced');
    expect(said([one], [one], [kept])).toBe('pass KEPT replaced');
  }
  expect(said([], [kept])).toBe('pass KEPT replaced');
  expect(said(unstable, [kept])).toBe('pass KEPT replaced');
});

test('a rerun that says nothing changes nothing', () => {
  for (const one of nothing) {
    expect(said([failed], [one])).toBe('fail REQUIRED_ABSENT silent');
    expect(said([kept], [one])).toBe('pass KEPT silent');
    expect(said([one], [one])).toMatch(/^(untestable|error) .* silent$/);
  }
  expect(said([failed], unstable)).toBe('fail REQUIRED_ABSENT silent');
});

test('the same again is confirmed', () => {
  expect(said([failed], [failed])).toBe('fail REQUIRED_ABSENT confirmed');
  expect(said([kept], [kept])).toBe('pass KEPT confirmed');
});

test('a failure does not go away because it was observed until it passed', () => {
  const { verdict } = settle([failed], [kept]);
  expect(verdict.observed).toMatch(/^fail in journal-0 \(.+\), pass in journal-1 \(.+\)$/);
  expect(said([failed], [kept])).toBe('untestable UNSTABLE differed');
  expect(said([failed], [kept], [kept], [kept])).toBe('untestable UNSTABLE differed');
  expect(said([kept], [failed])).toBe('untestable UNSTABLE differed');
});

test('all that was observed stays with the case, what counts first', () => {
  const again = line('one', seen(false));
  const of = (...journals: JournalLine[][]) =>
    settle(...journals).readings.map(({ line: one, journal, later }) => [one, journal, later]);
  expect(of([failed], [again])).toEqual([
    [again, 'journal-1', true],
    [failed, 'journal-0', false],
  ]);
  expect(of([failed], [nothing[0]!])).toEqual([
    [failed, 'journal-0', false],
    [nothing[0], 'journal-1', true],
  ]);
});

test('what a rerun has lost does not count', () => {
  const footer: JournalLine = {
    ...{ type: 'footer', finished: '2026-01-01T00:00:00.000Z', ms: 1, complete: false, interrupted: null },
    lost: [{ code: 'X', message: 'y', cases: ['one'] }],
  };
  expect(said([failed], [kept, footer])).toBe('fail REQUIRED_ABSENT');
});

test('a rerun that was ended early is judged by what the run has seen', () => {
  // The plain start is in the first journal alone.
  expect(said([failed], [failed])).toBe('fail REQUIRED_ABSENT confirmed');
  expect(said([], [failed])).toBe('fail REQUIRED_ABSENT replaced');
});
