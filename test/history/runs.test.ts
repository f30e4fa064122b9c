/** Tests which run speaks for a release, and in which order releases stand. */
import { describe, expect, it } from 'vitest';
import { chooseRuns, compareReleases, partsOf } from '../../src/history/runs.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { Report } from '../../src/report/schema.ts';
import { passing, source, wholeReport } from './small-history.ts';

const chosen = (reports: readonly Report[], given?: Parameters<typeof chooseRuns>[1]): string[] =>
  chooseRuns(
    reports.map((report, at) => source(report, { name: `${at}` })),
    given,
  ).map(({ name, report }) => `${name} ${report.target.release}`);

const refusal = (reports: readonly Report[], given?: Parameters<typeof chooseRuns>[1]): UsageError => {
  try {
    chosen(reports, given);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('not refused');
};

const at = (report: Report, started: string): Report => ({
  ...report,
  run: { ...report.run, id: started, started },
});
const reference = wholeReport('reference', (report) => ({ target: { ...report.target, kind: 'reference' } }));
const [newer, older] = [wholeReport('v10.0.0'), wholeReport('v9.9.9')];

it('puts releases in the order of their versions', () => {
  const names = ['v0.20.0', 'reference', 'v0.9.0', 'v0.20.0-rc.10', 'v1.0', 'v0.20.0-rc.2', 'v0.18.5'];
  expect(names.toSorted(compareReleases)).toEqual([
    ...['v0.9.0', 'v0.18.5', 'v0.20.0-rc.2', 'v0.20.0-rc.10', 'v0.20.0', 'v1.0', 'reference'],
  ]);
  expect(chosen([newer, older])).toEqual(['1 v9.9.9', '0 v10.0.0']);
});

it.each(['main', 'v1', 'latest', 'v0.19.1 or so', ''])(
  'the release "%s" has no place in the order',
  (name) => {
    expect(() => partsOf(name)).toThrow(UsageError);
    expect(refusal([older, wholeReport(name)]).found).toContain(`"${name}"`);
  },
);

describe('several runs of a release', () => {
  const [first, second] = [at(older, '2026-01-01T00:00:00Z'), at(older, '2026-02-01T00:00:00Z')];

  it('that agree: the newest counts', () => {
    expect(chosen([second, first])).toEqual(['0 v9.9.9']);
    expect(chosen([first, second])).toEqual(['1 v9.9.9']);
  });

  it('that agree: one that judges more counts before a newer one', () => {
    const part = { ...second, cases: second.cases.slice(1) };
    expect(chosen([part, first])).toEqual(['1 v9.9.9']);
  });

  it('the same run twice is one run', () => {
    const runs = chooseRuns([source(first), source(first)]);
    expect(runs.map(({ others }) => others.length)).toEqual([0]);
    expect(chooseRuns([source(first), source(second)])[0]!.others).toHaveLength(1);
  });

  it('that differ in a case are an error, which names both', () => {
    const { expected, found, todo } = refusal([first, { ...second, cases: passing(second) }]);
    expect(expected).toBe('runs of v9.9.9 that agree');
    expect(found).toMatch(/^\d and \d, which differ in \d+ of the cases that both judge \(such as /);
    expect(todo).toContain('compare');
  });

  it('that differ only in what one of them could not judge agree', () => {
    const open = second.cases.map((one) => ({ ...one, outcome: 'untestable' as const }));
    expect(chosen([first, { ...second, cases: open }])).toEqual(['0 v9.9.9']);
  });
});

describe('the reference', () => {
  it('is left out, unless it was asked for: then it is the last', () => {
    expect(chosen([reference, older])).toEqual(['1 v9.9.9']);
    expect(chosen([reference, older], { withReference: true })).toEqual(['1 v9.9.9', '0 reference']);
  });

  it('alone is no release', () => {
    expect(refusal([reference]).found).toBe('reports of the built-in reference alone');
  });
});

it('refuses nothing at all, and a release that no report is about', () => {
  expect(refusal([]).found).toBe('none');
  const { expected, found } = refusal([older, newer], { releases: ['v9.9.9', 'v11.0.0'] });
  expect(expected).toBe('--release with one of v9.9.9, v10.0.0');
  expect(found).toBe('v11.0.0');
  expect(chosen([older, newer], { releases: ['v10.0.0'] })).toEqual(['1 v10.0.0']);
});

it('refuses reports about two texts of the page', () => {
  const other = { ...newer, page: { ...newer.page, digest: '0'.repeat(64) } };
  expect(refusal([older, other]).found).toMatch(/^0 about .+, 1 about 000000000000$/);
});
