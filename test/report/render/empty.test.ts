/** Nothing that executed no case is green, in whatever format, and every format says how the gate ended. */
import { describe, expect, it } from 'vitest';
import { failOn } from '../../../src/compare/gate.ts';
import type { JournalFooter, JournalLine } from '../../../src/model/journal.ts';
import { judgeJournal } from '../../../src/report/build/judge-journal.ts';
import type { Report } from '../../../src/report/schema.ts';
import { entry } from '../../judge/deviations/entries.ts';
import { formatsOfComparison, formatsOfReport } from '../every-format.ts';
import { catalogue, header, lines, release, rules } from '../small-run.ts';
import { sarifProblems } from './sarif-schema.ts';

const whole: JournalFooter = {
  type: 'footer',
  finished: '2026-06-15T10:00:02.500Z',
  ms: 2500,
  complete: true,
  interrupted: null,
  lost: [],
};
const judged = (journal: readonly JournalLine[], unmatched = false): Report =>
  judgeJournal(journal, release, unmatched ? [entry({ case: 'no/such/case' })] : [], { catalogue, rules });
const nothing = { ...header, selection: { ...header.selection, selected: [], controlOnly: [] } };

const empty: [string, Report, number][] = [
  ['nothing selected, in a journal that is whole', judged([nothing, whole]), 3],
  ['nothing selected, and no footer', judged([nothing]), 3],
  ['all selected and nothing executed, in a journal that says it is whole', judged([header, whole]), 3],
  ['all selected, and the suite killed', judged([header]), 3],
  ['interrupted', judged([header, { ...whole, complete: false, interrupted: 'SIGINT' }]), 130],
  [
    'lost',
    judged([
      header,
      {
        ...whole,
        complete: false,
        lost: [{ code: 'POSTGRES_START', message: 'no disk', cases: header.selection.selected }],
      },
    ]),
    4,
  ],
  [
    'nothing executed, and an entry of the deviations that is about no case',
    judged([header, whole], true),
    1,
  ],
  ['only what is there for the sake of others', judged([nothing, ...lines.slice(1, 4), whole]), 3],
];

describe.each(empty)('%s', (_, report, exitCode) => {
  const { console: printed, annotations, ...files } = formatsOfReport(report, 12);

  it('ends as it must', () => {
    expect(report.selection.executed).toBe(0);
    expect(report.exitCode).toBe(exitCode);
    expect(report.gate).not.toMatch(/^conformant/);
  });

  /** What a reader, or a program that knows this format alone, takes for the result. */
  const told: [string, (text: string) => void][] = [
    ['report.json', (text) => expect(JSON.parse(text)).toMatchObject({ gate: report.gate, exitCode })],
    [
      'junit.xml',
      (text) => {
        const [, failures, errors] = /^<testsuites [^>]*failures="(\d+)" errors="(\d+)"/m.exec(text) ?? [];
        expect(Number(failures) + Number(errors)).toBeGreaterThan(0);
      },
    ],
    [
      'report.html',
      (text) => {
        const [, tone, gate] = /<div class="gate ([a-z-]+)">\s*<strong>([a-z-]+)</.exec(text) ?? [];
        expect(gate).toBe(report.gate);
        expect(['untestable', 'error', 'fail']).toContain(tone);
        expect(text).toContain(`Exit code ${exitCode}`);
      },
    ],
    [
      'summary.md',
      (text) => {
        expect(text.split('\n')[0]).toBe(`# Magistrala security conformance: ${report.gate}`);
        expect(text).toContain(`Exit code ${exitCode}`);
      },
    ],
    [
      'badge.json',
      (text) => {
        const { message, color } = JSON.parse(text) as { message: string; color: string };
        expect(message).toContain(report.gate);
        expect(color).not.toMatch(/green/);
      },
    ],
    [
      'report.sarif',
      (text) => {
        const log = JSON.parse(text) as {
          runs: [{ results: { level: string }[]; invocations: [{ executionSuccessful: boolean }] }];
        };
        expect(sarifProblems(log)).toEqual([]);
        expect(log.runs[0].results.length).toBeGreaterThan(0);
        if (exitCode !== 1) expect(log.runs[0].invocations[0].executionSuccessful).toBe(false);
      },
    ],
  ];
  it.each(told)('is not green in %s', (name, check) => check(files[name]!));

  it('has no format that was forgotten here', () => {
    expect(told.map(([name]) => name).toSorted()).toEqual(Object.keys(files).toSorted());
  });

  it('is not green on the console, nor in annotations', () => {
    expect(printed).toMatch(new RegExp(`^${report.gate}: .*exit code ${exitCode}: `, 'm'));
    expect(printed).toContain('0 of 12 cases observed');
    expect(annotations).toMatch(/^::(error|warning) /);
  });

  it.each(failOn)('is not green compared with itself, with --fail-on %s', (when) => {
    const { ending, formats } = formatsOfComparison(report, report, when);
    expect(ending).toEqual({ exitCode: 3, reason: 'no case could be compared' });
    for (const text of Object.values(formats))
      expect(text).toMatch(/exit code 3: no case could be compared/i);
  });
});
