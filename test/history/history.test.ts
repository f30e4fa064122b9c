/** Tests how reports become one table: parts of a catalogue, what does not apply, and what is folded. */
import { describe, expect, it } from 'vitest';
import { historyOf } from '../../src/history/history.ts';
import { chooseRuns } from '../../src/history/runs.ts';
import { historySchema, type Cell, type History } from '../../src/history/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { historyOfAll, passing, smallHistory, source, wholeReport, writer } from './small-history.ts';

const rule = 'server.pair-is-tls';
const cellsOf = (history: History, id = rule): Cell[] =>
  history.rules.find((one) => one.id === id)!.rows.flatMap(({ cells }) => cells);
const statesOf = (history: History, id = rule): string[] => [
  ...new Set(cellsOf(history, id).map(({ state }) => state)),
];
const green = (release: string, change: (report: Report) => Partial<Report> = () => ({})): Report =>
  wholeReport(release, (report) => {
    const cases = passing(report).map((one) => ({ ...one, naming: 'documented' as const }));
    return { cases, ...change({ ...report, cases }) };
  });

it('is what its schema says', () => {
  const history = smallHistory();
  expect(historySchema.parse(JSON.parse(JSON.stringify(history)))).toEqual(history);
});

describe('a report of a part of the catalogue', () => {
  it('whole, everything conforms', () => {
    const history = historyOfAll(green('v1.0.0'));
    expect(statesOf(history)).toEqual(['conforms']);
    expect(history.releases[0]).toMatchObject({ whole: true });
  });

  it.each([
    ['a filter', (report: Report) => ({ run: { ...report.run, filters: { rules: [rule] } } })],
    ['a shard', (report: Report) => ({ run: { ...report.run, shard: '1/2' } })],
    [
      'fewer cases',
      ({ selection }: Report) => ({ selection: { ...selection, catalogue: selection.selected + 1 } }),
    ],
  ])('with %s nothing conforms, however green it is', (_, change) => {
    const history = historyOfAll(green('v1.0.0', change));
    expect(history.releases[0]).toMatchObject({ whole: false });
    expect(history.rules.flatMap(({ overall }) => overall.map(({ state }) => state))).not.toContain(
      'conforms',
    );
    expect(statesOf(history)).toEqual(['partial']);
    expect(cellsOf(history)[0]).toMatchObject({
      cases: { total: null },
      reason: expect.stringContaining('a part'),
    });
  });

  it('where the catalogue is known, what was observed whole conforms, and the rest is counted', () => {
    const report = green('v1.0.0', (whole) => ({ run: { ...whole.run, filters: { cases: ['x'] } } }));
    const cases = report.cases.map(({ id, rule: of, subject, scope }) => ({ id, rule: of, subject, scope }));
    const catalogue = { cases, notApplicable: [] } as never;
    const all = historyOf(chooseRuns([source(report, { catalogue })]), writer);
    expect(statesOf(all)).toEqual(['conforms']);
    const fewer = {
      ...report,
      cases: report.cases.filter((one) => one !== report.cases.find((each) => each.rule === rule)),
    };
    const some = historyOf(chooseRuns([source(fewer, { catalogue })]), writer);
    expect(statesOf(some)).not.toContain('conforms');
    expect(cellsOf(some).map(({ cases: { open } }) => open)).toContain(1);
  });

  it('what was selected and not executed is open', () => {
    const lost = green('v1.0.0', ({ cases, selection }) => {
      const [first] = cases.filter((one) => one.rule === rule);
      return {
        cases: cases.filter((one) => one !== first),
        selection: { ...selection, notRun: [first!.id] },
      };
    });
    const history = historyOfAll(lost);
    expect(statesOf(history)).not.toContain('conforms');
    expect(history.releases[0]).toMatchObject({ whole: false });
  });

  it('what only serves as a control is not asked for, and says nothing', () => {
    const controls = green('v1.0.0', ({ cases }) => ({
      cases: cases.map((one) => (one.rule === rule ? { ...one, controlOnly: true } : one)),
    }));
    expect(historyOfAll(controls).rules.map(({ id }) => id)).not.toContain(rule);
  });
});

describe('a scope that a run did not ask for', () => {
  const beyond = green('v2.0.0', ({ cases, run }) => ({
    run: { ...run, filters: { scopes: ['platform'] } },
    cases: cases.map((one) => ({ ...one, scope: 'platform' as const })),
  }));
  const [first] = beyond.cases.filter((one) => one.rule === rule);
  const others = beyond.cases.filter(({ subject }) => subject !== first!.subject);
  const columnOf = (given: Parameters<typeof source>[1]): Cell[] =>
    historyOf(chooseRuns([source(green('v1.0.0'), given), source(beyond)]), writer, [
      'platform',
    ]).rules.flatMap(({ rows }) => rows.map(({ cells }) => cells[0]!));

  it('is not known where nothing says which cases the release has', () => {
    expect(new Set(columnOf({}).map(({ state }) => state))).toEqual(new Set(['untestable']));
  });

  it('where the catalogue is known, what the release lacks is absent, and the rest was not observed', () => {
    const cells = columnOf({ catalogue: { cases: others, notApplicable: [] } as never });
    expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(['untestable', 'absent']));
    const open = cells.filter(({ state }) => state === 'untestable');
    expect(open.every(({ cases }) => cases.total === cases.open)).toBe(true);
    expect(open.reduce((n, { cases }) => n + cases.open, 0)).toBe(others.length);
  });
});

describe('what a report does not hold', () => {
  const without = (report: Report): Partial<Report> => ({
    cases: report.cases.filter((one) => one.rule !== rule),
  });

  it('is absent where the suite knew the rule', () => {
    const history = historyOfAll(green('v1.0.0', without), green('v1.1.0'));
    expect(cellsOf(history)[0]).toMatchObject({ state: 'absent', reason: 'the release has no such subject' });
  });

  it('is not known where it did not', () => {
    const history = historyOfAll(
      green('v1.0.0', (report) => ({
        ...without(report),
        rules: report.rules.filter(({ id }) => id !== rule),
      })),
      green('v1.1.0'),
    );
    expect(cellsOf(history)[0]).toMatchObject({
      state: 'untestable',
      reason: expect.stringContaining('did not know'),
    });
  });
});

describe('a row', () => {
  const subjects = (report: Report, names: readonly string[]): Report['cases'] => {
    const [first] = report.cases.filter((one) => one.rule === rule);
    const others = report.cases.filter((one) => one.rule !== rule);
    return [...others, ...names.map((subject) => ({ ...first!, subject, id: `${rule}/${subject}/x` }))];
  };
  const rowsOf = (history: History) => history.rules.find(({ id }) => id === rule)!.rows;

  it('holds all subjects that never differ, and says which releases have them', () => {
    const history = historyOfAll(
      green('v1.0.0', (report) => ({ cases: subjects(report, ['a', 'b']) })),
      green('v1.1.0', (report) => ({ cases: subjects(report, ['a', 'b', 'c']) })),
    );
    const [row, ...others] = rowsOf(history);
    expect(others).toEqual([]);
    expect(row!.subjects).toEqual([
      { subject: 'a', releases: null },
      { subject: 'b', releases: null },
      { subject: 'c', releases: ['v1.1.0'] },
    ]);
    expect(row!.cells.map(({ cases }) => cases.total)).toEqual([2, 3]);
    expect(row!.spans).toMatchObject([{ state: 'conforms', first: 'v1.0.0', last: 'v1.1.0' }]);
  });

  it('is divided where one release tells two subjects apart', () => {
    const history = historyOfAll(
      green('v1.0.0', (report) => ({ cases: subjects(report, ['a', 'b']) })),
      green('v1.1.0', (report) => ({
        cases: subjects(report, ['a', 'b']).map((one) =>
          one.subject === 'b' && one.rule === rule
            ? { ...one, outcome: 'fail', finding: 'deviates', risk: 'weaker' }
            : one,
        ),
      })),
    );
    expect(rowsOf(history).map((row) => row.subjects.map(({ subject }) => subject))).toEqual([['a'], ['b']]);
    expect(rowsOf(history)[1]!.spans).toMatchObject([
      { state: 'conforms', first: 'v1.0.0', last: 'v1.0.0' },
      { state: 'deviates', first: 'v1.1.0', last: 'v1.1.0', risk: 'weaker' },
    ]);
    const { overall } = history.rules.find(({ id }) => id === rule)!;
    expect(overall).toMatchObject([
      { state: 'conforms', mixed: false },
      { state: 'deviates', mixed: true },
    ]);
  });

  it('does not join subjects that no release has together', () => {
    const history = historyOfAll(
      green('v1.0.0', (report) => ({ cases: subjects(report, ['a']) })),
      green('v1.1.0', (report) => ({ cases: subjects(report, ['b']) })),
    );
    expect(rowsOf(history)).toHaveLength(2);
  });
});

it('says why by the entry on file of the case, or of the one that it goes back to', () => {
  const whys = smallHistory().rules.flatMap(({ rows }) =>
    rows.flatMap(({ cells }) => cells.flatMap(({ why }) => why)),
  );
  expect(whys.filter(({ attribution }) => attribution !== null)).not.toEqual([]);
  for (const { text, cases } of whys) {
    expect(text).not.toBe('');
    expect(cases).toBeGreaterThan(0);
  }
});
