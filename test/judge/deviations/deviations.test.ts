/** Tests which disposition each judged case and each deviations entry gets, and which ids a glob matches. */
import { describe, expect, it } from 'vitest';
import { disposed, type JudgedCase } from '../../../src/judge/deviations/deviations.ts';
import type { Deviation } from '../../../src/judge/deviations/file.ts';
import { globMatcher } from '../../../src/judge/glob.ts';
import { entry, judged, named } from './entries.ts';

const today = '2026-06-15';

const a = 'server.a/users.http/one';
const b = 'server.a/users.http/two';
const c = 'server.b/clients.http/one';
const catalogue = [a, b, c, `${a}@release`, `${b}@release`].map(named);

interface Row {
  name: string;
  cases: JudgedCase[];
  entries: Partial<Deviation>[];
  /** Dispositions of the entries, then of the cases by id. */
  became: string[];
  then: Record<string, string>;
}

const ignored = { finding: 'ignored' } as const;
const nonStrict = { case: a, outcome: 'non-strict', code: 'NOT_STRICT', facts: ['ends-non-zero'] } as const;

const rows: Row[] = [
  {
    name: 'a failure without an entry',
    cases: [judged(a, 'fail'), judged(b, 'pass')],
    entries: [],
    became: [],
    then: { [a]: 'unexpected' },
  },
  {
    name: 'a failure with an entry, by id',
    cases: [judged(a, 'fail'), judged(b, 'fail')],
    entries: [{ case: a }],
    became: ['known'],
    then: { [a]: 'known', [b]: 'unexpected' },
  },
  {
    name: 'by glob',
    cases: [judged(a, 'fail'), judged(b, 'fail'), judged(c, 'fail')],
    entries: [{ case: 'server.a/*/*' }],
    became: ['known'],
    then: { [a]: 'known', [b]: 'known', [c]: 'unexpected' },
  },
  {
    name: 'by rule',
    cases: [judged(a, 'fail'), judged(c, 'fail')],
    entries: [{ rule: 'server.b' }],
    became: ['known'],
    then: { [a]: 'unexpected', [c]: 'known' },
  },
  {
    name: 'by cause, which is excused itself',
    cases: [
      judged(a, 'fail', ignored),
      judged(b, 'fail', { ...ignored, cause: a }),
      judged(c, 'fail', ignored),
    ],
    entries: [{ cause: a, finding: 'ignored' }],
    became: ['known'],
    then: { [a]: 'known', [b]: 'known', [c]: 'unexpected' },
  },
  {
    name: 'a non-strict case',
    cases: [judged(a, 'non-strict')],
    entries: [nonStrict],
    became: ['known'],
    then: { [a]: 'known' },
  },
  {
    name: 'by a list of globs',
    cases: [judged(a, 'fail'), judged(b, 'fail'), judged(c, 'fail')],
    entries: [{ case: ['server.a/*/one', 'server.b/**'] }],
    became: ['known'],
    then: { [a]: 'known', [b]: 'unexpected', [c]: 'known' },
  },
  {
    name: 'another finding than the entry says excuses nothing, and does not make it stale',
    cases: [judged(a, 'fail', ignored)],
    entries: [{ case: a }],
    became: ['exceeded'],
    then: { [a]: 'unexpected' },
  },
  {
    name: 'a covered case that passes makes it stale; the other stays excused',
    cases: [judged(a, 'fail'), judged(b, 'pass')],
    entries: [{ case: 'server.a/**' }],
    became: ['stale'],
    then: { [a]: 'known' },
  },
  {
    name: 'untestable and error have no excuse and say nothing about an entry',
    cases: [judged(a, 'untestable', { finding: undefined }), judged(b, 'error', { finding: undefined })],
    entries: [{ case: 'server.a/**' }],
    became: ['unexercised'],
    then: {},
  },
  {
    name: 'a moot case needs none and says nothing either',
    cases: [judged(a, 'moot'), judged(b, 'fail')],
    entries: [{ case: 'server.a/**' }],
    became: ['known'],
    then: { [b]: 'known' },
  },
  {
    name: 'what was filtered out says nothing',
    cases: [judged(c, 'pass')],
    entries: [{ case: a }],
    became: ['unexercised'],
    then: {},
  },
  {
    name: 'no case of the catalogue',
    cases: [judged(a, 'pass')],
    entries: [{ case: 'server.a/users.http/three' }, { rule: 'server.c' }, { cause: 'nothing/**' }],
    became: ['unmatched', 'unmatched', 'unmatched'],
    then: {},
  },
  {
    name: 'expired yesterday',
    cases: [judged(a, 'fail')],
    entries: [{ case: a, expires: '2026-06-14' }],
    became: ['expired'],
    then: { [a]: 'expired' },
  },
  {
    name: 'in force on its last day',
    cases: [judged(a, 'fail')],
    entries: [{ case: a, expires: today }],
    became: ['known'],
    then: { [a]: 'known' },
  },
  {
    name: 'expired, but another one is in force, before or after it',
    cases: [judged(a, 'fail'), judged(b, 'fail')],
    entries: [{ case: a }, { case: 'server.a/**', expires: '2026-01-01' }, { case: b }],
    became: ['known', 'expired', 'known'],
    then: { [a]: 'known', [b]: 'known' },
  },
  {
    name: "renamed can only be said of the page's names",
    cases: [judged(a, 'fail', { finding: 'renamed' }), judged(`${a}@release`, 'pass')],
    entries: [{ case: `${a}**`, finding: 'renamed' }],
    became: ['known'],
    then: { [a]: 'known' },
  },
];

describe('disposed', () => {
  it.each(rows)('$name', ({ cases, entries, became, then }) => {
    const result = disposed(cases, entries.map(entry), catalogue, today);
    expect(result.entries.map((one) => one.disposition)).toEqual(became);
    expect(Object.fromEntries([...result.cases].map(([id, one]) => [id, one.disposition]))).toEqual(then);
  });

  it('names what made an entry stale, and which entry excuses a case', () => {
    const result = disposed(
      [judged(a, 'fail'), judged(b, 'pass')],
      [entry({ case: '**' })],
      catalogue,
      today,
    );
    expect(result.entries[0]).toMatchObject({ covered: [a], stale: [b] });
    expect(result.cases.get(a)).toEqual({ disposition: 'known', entry: 0 });
  });
});

describe('globMatcher', () => {
  it.each([
    ['server.a/users.http/one', a, true],
    ['server.a/*/one', a, true],
    ['server.*/users.*/*', a, true],
    ['*', a, false],
    ['server.a/*', a, false],
    ['**', a, true],
    ['server.**', a, true],
    ['**/one', a, true],
    ['server.a/**/one', a, true],
    ['server.a/**/**/one', a, false],
    ['**@release', a, false],
    ['**@release', `${a}@release`, true],
    ['server.a/users.http/*', `${a}@release`, true],
    ['serverXa/users.http/one', a, false],
    ['server.a/users.http/on?', a, false],
    ['server.a/users.http/[o]ne', a, false],
    ['{server,postgres}.a/users.http/one', a, false],
    ['one', a, false],
    ['', a, false],
  ])('%s on %s: %s', (pattern, id, matches) => {
    expect(globMatcher(pattern)(id)).toBe(matches);
  });

  it('takes every other character as it stands', () => {
    const id = String.raw`a.b+c(d)[e]{f}^g$h|i\j?k`;
    expect(globMatcher(id)(id)).toBe(true);
    expect(globMatcher(id)(id.replace('.', 'x'))).toBe(false);
  });
});
