/** Tests the comparison of two reports by case: new, resolved, changed, and what makes them hard to compare. */
import { describe, expect, test } from 'vitest';
import { compareReports } from '../../src/compare/compare.ts';
import { endingOf, failOn, type FailOn } from '../../src/compare/gate.ts';
import { comparisonSchema, type Comparison } from '../../src/compare/schema.ts';
import type { Report, ReportedCase } from '../../src/report/schema.ts';
import { smallReport } from '../report/small-report.ts';

const report = smallReport();
const id = 'server.pair-is-tls/users.http/cert-key';

/** The same report with a change to one case or to the whole. */
const withCase = (given: Partial<ReportedCase>, which = id): Report => ({
  ...report,
  cases: report.cases.map((each) => (each.id === which ? { ...each, controlOnly: false, ...given } : each)),
});
type Verdict = Partial<ReportedCase>;
const kept: Verdict = { outcome: 'pass', finding: 'conforms', risk: null, code: 'AS_PROMISED', facts: [] };
const loose: Verdict = { ...kept, outcome: 'non-strict', finding: 'deviates', facts: ['neat'] };
const failing: Verdict = {
  ...{ outcome: 'fail', finding: 'deviates', risk: 'weaker', code: 'FORBIDDEN_SEEN' },
  facts: ['plaintext is answered'],
};
const milder: Verdict = { ...failing, code: 'REQUIRED_ABSENT', risk: 'availability' };
const open: Verdict = { ...kept, outcome: 'untestable', finding: null };
const moot: Verdict = { ...kept, outcome: 'moot', finding: null };

const compared = (was: Verdict, is: Verdict): Comparison => compareReports(withCase(was), withCase(is));
/** The list that holds the case, and the direction of its change. */
const placed = (comparison: Comparison): [string, string?] => {
  const part = (['new', 'resolved', 'changed'] as const).find((name) =>
    comparison[name].some((each) => each.id === id),
  );
  if (part === undefined) return [comparison.unchanged.includes(id) ? 'unchanged' : 'nowhere'];
  return [part, comparison[part].find((each) => each.id === id)!.direction];
};

test.each<[string, Verdict, Verdict, [part: string, direction?: string]]>([
  ['the same', kept, kept, ['unchanged']],
  ['the same failure', failing, failing, ['unchanged']],
  [
    'its facts in another order',
    { ...failing, facts: ['a', 'b'] },
    { ...failing, facts: ['b', 'a'] },
    ['unchanged'],
  ],
  ['a failure', kept, failing, ['new', 'worse']],
  ['a failure of what was only not strict', loose, failing, ['new', 'worse']],
  ['a failure of what could not be judged', open, failing, ['new', 'worse']],
  ['a failure of what was moot', moot, failing, ['new', 'worse']],
  ['no failure', failing, kept, ['resolved', 'better']],
  ['a recommendation alone', failing, loose, ['resolved', 'better']],
  ['a recommendation that is not met', kept, loose, ['changed', 'worse']],
  ['a failure that can no longer be judged', failing, open, ['changed', 'other']],
  ['a failure that is moot', failing, moot, ['changed', 'other']],
  ['a graver failure', milder, failing, ['changed', 'worse']],
  ['a milder failure', failing, milder, ['changed', 'better']],
  ['a failure by another fact', failing, { ...failing, facts: ['other'] }, ['changed', 'other']],
  ['another finding', failing, { ...failing, finding: 'ignored' }, ['changed', 'other']],
])('%s', (_, was, is, where) => {
  const comparison = compared(was, is);
  expect(placed(comparison)).toEqual(where);
  expect(comparisonSchema.parse(JSON.parse(JSON.stringify(comparison)))).toEqual(comparison);
});

test('says what differs', () => {
  const [only] = compared(milder, failing).changed;
  expect(only).toMatchObject({ differs: ['risk', 'code'], before: milder, after: failing });
});

test('a case that only serves as a control is in no part', () => {
  const comparison = compared({ ...kept, controlOnly: true }, { ...failing, controlOnly: true });
  expect(JSON.stringify(comparison)).not.toContain(`"${id}"`);
});

describe('what cannot be compared', () => {
  const without = (given: Partial<Report>): Report => ({
    ...withCase(failing),
    cases: report.cases.filter((each) => each.id !== id),
    ...given,
  });
  const all = { ...report.run, filters: {}, shard: null };
  const reasonsOf = (before: Report, after: Report): string[] =>
    compareReports(before, after)
      .incomparable.filter(({ cases }) => cases.includes(id))
      .map(({ reason }) => reason);

  test.each<[string, Partial<Report>]>([
    ["no case of the old one's catalogue", { run: all }],
    ['not selected in the old one', { run: { ...all, filters: { rule: ['other'] } } }],
    ['not selected in the old one', { run: { ...all, shard: '1/2' } }],
    [
      'not applicable in the old one (no such adapter)',
      {
        notApplicable: [
          { id, scope: 'page' as const, rule: '', subject: '', condition: '', reason: 'no such adapter' },
        ],
      },
    ],
    [
      'not executed in the old one (DISK_FULL)',
      {
        selection: {
          ...report.selection,
          notRun: [id],
          notRunBecause: [{ code: 'DISK_FULL', reason: '', cases: [id] }],
        },
      },
    ],
  ])('only in the new report: %s', (reason, given) => {
    expect(reasonsOf(without(given), withCase(failing))).toEqual([`only in the new report: ${reason}`]);
  });

  test('a failure of such a case is counted with its reason', () => {
    const { incomparable } = compareReports(without({ run: all }), withCase(failing));
    expect(incomparable.find(({ cases }) => cases.includes(id))?.failing).toEqual([id]);
  });

  test('only in the old report', () => {
    expect(reasonsOf(withCase(kept), without({ run: all }))).toEqual([
      "only in the old report: no case of the new one's catalogue",
    ]);
  });

  test.each<[string, Verdict]>([
    ['level', { level: 'info' }],
    ['basis', { basis: 'practice' }],
    ['setting', { settings: { OTHER: 'a file' } }],
  ])('asked otherwise: another %s', (what, given) => {
    expect(reasonsOf(withCase(kept), withCase({ ...failing, ...given }))).toEqual([
      `asked otherwise: another ${what}`,
    ]);
  });

  test('settings have other names in another release', () => {
    const other = withCase({ ...failing, settings: { OTHER: 'a file' } });
    const after = { ...other, target: { ...other.target, release: 'v0.0.1' } };
    expect(placed(compareReports(withCase(kept), after))[0]).toBe('new');
  });

  test('nothing, where the reports are about different texts of the page', () => {
    const after = { ...withCase(failing), page: { ...report.page, digest: '0'.repeat(64) } };
    const comparison = compareReports(withCase(kept), after);
    expect(comparison.incomparable).toHaveLength(1);
    expect(comparison.differs[0]).toMatch(/^page: [0-9a-f]{12} → 000000000000$/);
    expect(endingOf(comparison, 'never')).toEqual({ exitCode: 3, reason: 'no case could be compared' });
  });
});

describe('to what a difference goes back', () => {
  const images = (digest: string | null): Report['target'] => ({
    ...report.target,
    kind: 'images',
    images: [{ role: 'users', ref: 'supermq/users:v0.0.0', digest }],
    binaries: [],
  });
  const of = (target: Report['target'], suite: Partial<Report['suite']> = {}): Report => ({
    ...report,
    target,
    suite: { ...report.suite, ...suite },
  });

  test.each<[Comparison['source'], Report, Report]>([
    ['machine', of(images('sha256:a')), of(images('sha256:a'))],
    ['product', of(images('sha256:a')), of(images('sha256:b'))],
    ['suite', of(images('sha256:a')), of(images('sha256:a'), { commit: 'other' })],
    [
      'suite',
      of(images('sha256:a'), { commit: null }),
      of(images('sha256:a'), { commit: null, version: '9' }),
    ],
    ['unclear', of(images('sha256:a')), of(images('sha256:b'), { version: '9' })],
    // Without a digest nothing says that the product is the same.
    ['product', of(images(null)), of(images(null))],
  ])('%s', (source, before, after) => {
    expect(compareReports(before, after).source).toBe(source);
  });

  test('the reference is part of the suite', () => {
    const target = { ...report.target, kind: 'reference' as const, images: [], binaries: [] };
    expect(compareReports(of(target), of(target)).source).toBe('machine');
    expect(compareReports(of(target), of(target, { commit: 'other' })).source).toBe('unclear');
  });
});

describe('the exit code', () => {
  const notRun = {
    ...report,
    cases: report.cases.filter((each) => each.id !== id),
    selection: { ...report.selection, notRun: [id] },
  };
  test.each<[string, Comparison, Record<FailOn, number>]>([
    ['nothing differs', compared(kept, kept), { never: 0, new: 0, changed: 0 }],
    ['a new failure', compared(kept, failing), { never: 0, new: 1, changed: 1 }],
    ['a failure less', compared(failing, kept), { never: 0, new: 0, changed: 1 }],
    ['a graver failure', compared(milder, failing), { never: 0, new: 0, changed: 1 }],
    ['a case that is not judged any more', compared(kept, open), { never: 0, new: 3, changed: 1 }],
    ['one that was not executed', compareReports(withCase(kept), notRun), { never: 0, new: 3, changed: 3 }],
    [
      'a new failure that only informs',
      compared({ ...kept, level: 'info' }, { ...milder, level: 'info' }),
      { never: 0, new: 0, changed: 1 },
    ],
    [
      'one that only informs, of what must never be seen',
      compared({ ...kept, level: 'info' }, { ...failing, level: 'info' }),
      { never: 0, new: 1, changed: 1 },
    ],
    [
      'nothing to compare',
      compareReports({ ...report, cases: [] }, report),
      { never: 3, new: 3, changed: 3 },
    ],
  ])('%s', (_, comparison, codes) => {
    const ended = Object.fromEntries(failOn.map((when) => [when, endingOf(comparison, when).exitCode]));
    expect(ended).toEqual(codes);
  });
});
