/** Runs the command `compare`, which compares two reports case by case. */
import { compareReports } from '../../compare/compare.ts';
import { endingOf, failOn, type Ending } from '../../compare/gate.ts';
import type { Comparison } from '../../compare/schema.ts';
import { readReport } from '../../report/read-report.ts';
import { renderComparisonHtml } from '../../report/render/comparison/html.ts';
import { renderComparisonMarkdown } from '../../report/render/comparison/markdown.ts';
import { renderComparisonText } from '../../report/render/comparison/text.ts';
import { printableLines } from '../../report/render/words.ts';
import type { Report } from '../../report/schema.ts';
import { fileOfRun, readUserFile, sizes } from '../../system/read-user-file.ts';
import { oneOf } from '../options/values.ts';
import { writeOutput } from '../write-output.ts';

const formats: Record<string, (comparison: Comparison, ending: Ending) => string> = {
  text: renderComparisonText,
  markdown: renderComparisonMarkdown,
  html: renderComparisonHtml,
  json: (comparison, ending) => `${JSON.stringify({ ...comparison, ending }, null, 1)}\n`,
};

export interface CompareFlags {
  format?: string;
  failOn?: string;
  out?: string;
}

/** @returns the exit code, the same whatever format is asked for */
export const compareCommand = (before: string, after: string, flags: CompareFlags): number => {
  const format = oneOf('--format', Object.keys(formats), flags.format, 'text');
  const when = oneOf('--fail-on', failOn, flags.failOn, 'never');
  const comparison = compareReports(reportOf(before), reportOf(after));
  const ending = endingOf(comparison, when);
  const text = formats[format]!(comparison, ending);
  // A terminal, or a CI system that reads along, is shown no control characters of a report; JSON has none.
  writeOutput(flags.out === undefined && format !== 'json' ? printableLines(text) : text, flags.out);
  return ending.exitCode;
};

/** A report, or the folder of a run. */
const reportOf = (path: string): Report => {
  const file = fileOfRun(path, 'report.json');
  const text = readUserFile(file, 'a report.json, or the folder of a run', 'check the path', sizes.report);
  return readReport(text, file);
};
