/**
 * Renders report.sarif: what is red, as a code scanner tells it. SARIF 2.1.0,
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
import { isUnfinished } from '../../../judge/gate.ts';
import type { Report } from '../../schema.ts';
import { printable } from '../words.ts';
import { resultsOf, type Result } from './results.ts';
import { rulesOf } from './rules.ts';

export const sarifName = 'report.sarif';

export const sarifSchema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

export const renderSarif = (report: Report): string => {
  const results = resultsOf(report);
  const log = {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [runOf(report, results)],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
};

const runOf = (report: Report, results: readonly Result[]) => {
  const { suite, target, page } = report;
  const rules = rulesOf(report, results);
  const indexOf = new Map(rules.map(({ id }, at) => [id, at]));
  return {
    tool: { driver: { name: suite.name, semanticVersion: suite.version, rules } },
    // What comes before the last slash tells the runs of several releases apart.
    automationDetails: { id: printable(`${suite.name}/${target.kind}/${target.release}/`) },
    invocations: [invocationOf(report)],
    columnKind: 'utf16CodeUnits',
    results: results.map((result) => ({ ...result, ruleIndex: indexOf.get(result.ruleId) })),
    properties: {
      gate: report.gate,
      reasons: report.reasons.map(printable),
      release: printable(target.release),
      page: page.commit,
      deviations: {
        revision: report.deviationsFile?.revision ?? null,
        sha256: report.deviationsFile?.sha256 ?? null,
      },
    },
  };
};

/** A run that judged not everything did not succeed, whatever its results are. */
const invocationOf = (report: Report) => {
  const { gate, exitCode, reasons, run, selection } = report;
  return {
    executionSuccessful: !isUnfinished(gate) && report.complete,
    exitCode,
    exitCodeDescription: printable(`${gate}: ${reasons.join('; ')}`),
    ...timeOf('startTimeUtc', run.started),
    ...timeOf('endTimeUtc', run.finished),
    toolExecutionNotifications: selection.notRunBecause.map(({ code, reason, cases }) => ({
      level: 'error',
      descriptor: { id: printable(code) },
      message: { text: printable(`${cases.length} selected cases were not executed: ${reason}`) },
    })),
  };
};

const timeOf = (name: string, time: string | null): Record<string, string> =>
  time !== null && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(time) ? { [name]: time } : {};
