/** Tests how a second observation in calm changes a verdict. */
import { expect, test } from 'vitest';
import { doubtful, type Weighed } from '../../../src/judge/doubt.ts';
import type { JournalLine } from '../../../src/model/journal.ts';
import { readings, twiceJudged } from '../../../src/report/build/readings.ts';
import { broken, busy, caseOf, cases, line, seen } from './tiny-lines.ts';

const verdictOf = (...lines: JournalLine[]) => {
  const { lineOf, calmOf } = readings([line('plain', seen(true)), ...lines], cases);
  const { outcome, code, calm } = twiceJudged(cases.get('one')!, (id) => lineOf.get(id)?.observation, calmOf);
  return [outcome, code, ...(calm === null ? [] : [calm])].join(' ');
};

test('a red that is red in calm as well stays red', () => {
  expect(verdictOf(line('one', seen(false)), line('one', seen(false), 'calm'))).toBe(
    'fail REQUIRED_ABSENT confirmed',
  );
});

test('two readings that disagree make no verdict, whichever came first', () => {
  expect(verdictOf(line('one', seen(false)), line('one', seen(true), 'calm'))).toBe(
    'untestable UNSTABLE differed',
  );
  expect(verdictOf(line('one', seen(true)), line('one', seen(false), 'calm'))).toBe(
    'untestable UNSTABLE differed',
  );
});

test('a reading that says nothing gives way to the one in calm', () => {
  for (const nothing of [seen(undefined), busy, broken]) {
    expect(verdictOf(line('one', nothing), line('one', seen(true), 'calm'))).toBe('pass KEPT replaced');
    expect(verdictOf(line('one', nothing), line('one', seen(false), 'calm'))).toBe(
      'fail REQUIRED_ABSENT replaced',
    );
  }
});

test('a failure whose second reading says nothing is not confirmed', () => {
  for (const nothing of [broken, busy, seen(undefined)]) {
    expect(verdictOf(line('one', seen(false)), line('one', nothing, 'calm'))).toBe(
      'untestable UNSTABLE differed',
    );
  }
});

test('what was kept stays so where the second reading, made for another case, says nothing', () => {
  for (const nothing of [broken, busy, seen(undefined)]) {
    expect(verdictOf(line('one', seen(true)), line('one', nothing, 'calm'))).toBe('pass KEPT silent');
  }
});

const weigh = (id: string, rest: Partial<Weighed>): Weighed => ({
  ...{ id, red: false, open: false, calm: false },
  ...rest,
});

test('what is red or open is observed again with what it is held against, once', () => {
  const ids = (...all: Weighed[]) => [...doubtful(all, cases)];
  expect(ids(weigh('one', { red: true }))).toEqual(['one', 'plain']);
  expect(ids(weigh('one', { open: true }))).toEqual(['one', 'plain']);
  expect(ids(weigh('one', { red: true, calm: true }))).toEqual([]);
  expect(ids(weigh('one', {}))).toEqual([]);
});

test('a plain start that failed goes before the cases that hang on it', () => {
  const all = [weigh('plain', { open: true }), weigh('one', { open: true })];
  expect([...doubtful(all, cases)]).toEqual(['plain']);
});

test('infrastructure in which everything fails is not observed twice', () => {
  const many = Array.from({ length: 31 }, (_, n) => weigh(`case-${n}`, { open: true }));
  const known = new Map(many.map(({ id }) => [id, caseOf(id)]));
  expect(doubtful(many, known).size).toBe(0);
  expect(doubtful(many.slice(1), known).size).toBeGreaterThan(0);
});
