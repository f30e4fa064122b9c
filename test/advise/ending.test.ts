/** Tests the exit code of check-env: what counts, and that nothing is green of which nothing can be said. */
import { expect, test } from 'vitest';
import { endingOf, type EndingFacts } from '../../src/advise/checked/ending.ts';
import type { Severity, Statement } from '../../src/advise/schema.ts';
import { statement } from './small-advice.ts';

const [availability, weaker, note] = (['availability', 'weaker', 'note'] as const).map((severity) =>
  statement({ kind: 'ignored', severity }),
) as [Statement, Statement, Statement];
const good = statement({ kind: 'in effect', severity: 'good' });
const blank = statement({ kind: 'undefined variable', severity: 'note' });
const unresolved = (severity: Severity) => statement({ kind: 'unresolved', severity });
const accepted = { reason: 'known', expires: '2027-01-01', line: 2 };
const entry = (became: 'accepted' | 'stale' | 'expired') => ({
  ...{ line: 2, about: 'kind ignored', reason: 'known', expires: '2027-01-01', became },
  statements: became === 'stale' ? 0 : 1,
});

const codeOf = (statements: EndingFacts['statements'], given: Partial<EndingFacts> = {}): number =>
  endingOf({
    ...{ entries: [], recognised: 5, failOn: 'weaker', strict: false, verification: null },
    statements,
    ...given,
  }).exitCode;

test.each([
  ['availability', 1, 0, 0],
  ['weaker', 1, 1, 0],
  ['any', 1, 1, 1],
] as const)('--fail-on %s', (failOn, ...codes) => {
  expect([availability, weaker, note].map((one) => codeOf([good, one], { failOn }))).toEqual(codes);
  expect(codeOf([good], { failOn })).toBe(0);
});

test('what is accepted does not count', () => {
  expect(codeOf([{ ...weaker, accepted }])).toBe(0);
  expect(codeOf([{ ...weaker, accepted }, availability])).toBe(1);
  expect(codeOf([{ ...unresolved('weaker'), accepted }])).toBe(0);
});

test('undefined variables count with --strict, or as any note', () => {
  expect(codeOf([blank])).toBe(0);
  expect(codeOf([blank], { strict: true })).toBe(1);
  expect(codeOf([blank], { failOn: 'any' })).toBe(1);
});

test('entries that are out of date count with --strict alone', () => {
  for (const became of ['stale', 'expired'] as const) {
    expect(codeOf([], { entries: [entry(became)] })).toBe(0);
    expect(codeOf([], { entries: [entry(became)], strict: true })).toBe(1);
  }
  expect(codeOf([], { entries: [entry('accepted')], strict: true })).toBe(0);
});

test('where nothing is recognised nothing is green, and nothing is a verdict', () => {
  expect(codeOf([], { recognised: 0 })).toBe(3);
  expect(codeOf([weaker], { recognised: 0 })).toBe(3);
});

test('a value that matters and is in no file is neither a finding nor green', () => {
  expect(codeOf([unresolved('weaker')])).toBe(3);
  expect(codeOf([unresolved('availability')], { failOn: 'availability' })).toBe(3);
  expect(codeOf([unresolved('note')])).toBe(0);
  expect(codeOf([unresolved('weaker'), availability])).toBe(1);
});

test('a file that was not given is no fault of those that were', () => {
  expect(codeOf([statement({ kind: 'not read', severity: 'note' })], { failOn: 'any' })).toBe(0);
});

test('the reason counts each severity', () => {
  const { reason } = endingOf({
    ...{ entries: [], recognised: 5, failOn: 'any', strict: false, verification: null },
    statements: [availability, weaker, weaker, note, good],
  });
  expect(reason).toBe(
    '1 problem keeps something from working, 2 problems weaken protection, 1 note counts as well',
  );
});

const compared = (...seen: ('agrees' | 'differs' | 'not observed')[]): EndingFacts['verification'] => ({
  target: 'binaries',
  comparisons: seen.map((outcome) => ({ container: 'a', what: 'grpc', predicted: 'TLS', outcome })),
  notStarted: [],
});

test.each([
  ['all agree', compared('agrees', 'not observed'), 1],
  ['one differs', compared('agrees', 'differs'), 3],
  ['nothing was observed', compared('not observed'), 3],
  ['nothing was compared', compared(), 3],
])('a prediction is believed where services bear it out: %s', (_, verification, code) => {
  expect(codeOf([weaker], { verification })).toBe(code);
});
