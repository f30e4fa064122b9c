/** Makes reports of imaginary releases from the small report, and a history of them with something of everything. */
import { historyOf } from '../../src/history/history.ts';
import { chooseRuns, type Source } from '../../src/history/runs.ts';
import type { History } from '../../src/history/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { smallReport } from '../report/small-report.ts';

export const writer = { name: 'magistrala-conformance', version: '0.1.0' };

/** A whole run of a release: everything that the small report holds, and nothing that it lacks. */
export const wholeReport = (
  release: string,
  change: (report: Report) => Partial<Report> = () => ({}),
): Report => {
  const report = smallReport();
  const cases = report.cases.map((one) => ({ ...one, controlOnly: false }));
  const whole: Report = {
    ...report,
    target: { ...report.target, release },
    run: { ...report.run, id: `run-${release}`, filters: {}, shard: null },
    selection: {
      ...report.selection,
      ...{ notRun: [], notRunBecause: [], catalogue: cases.length, selected: cases.length },
    },
    cases,
  };
  return { ...whole, ...change(whole) };
};

export const source = (report: Report, given: Partial<Source> = {}): Source => ({
  report,
  name: `${report.target.release}/report.json`,
  kind: 'report',
  ...given,
});

export const passing = ({ cases }: Report): Report['cases'] =>
  cases.map((one) => ({
    ...one,
    outcome: 'pass',
    finding: 'conforms',
    risk: null,
    cause: null,
    deviation: null,
  }));

export const historyOfAll = (...reports: Report[]): History =>
  historyOf(chooseRuns(reports.map((report) => source(report))), writer);

/** Two releases: the small report as it is, and a newer one in which everything passes. */
export const smallHistory = (): History =>
  historyOfAll(
    wholeReport('v9.9.9'),
    wholeReport('v10.0.0', (report) => ({ cases: passing(report) })),
  );
