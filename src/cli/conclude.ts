/** Writes the reports of a run, and says on the console what came of it. */
import { join } from 'node:path';
import { consoleReport, lastLine } from '../report/render/console.ts';
import { printableLines } from '../report/render/words.ts';
import { writeReports } from '../report/render/write.ts';
import type { Report } from '../report/schema.ts';

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** @returns the exit code */
export const conclude = (report: Report, out: string): number => {
  writeReports(report, out);
  say(printableLines(consoleReport(report, report.selection.catalogue)));
  say(`Reports: ${join(out, 'report.html')}, report.json, junit.xml, summary.md and badge.json beside it.`);
  say(printableLines(lastLine(report)));
  return report.exitCode;
};
