/** Writes the reports of a run, and says on the console what came of it. */
import { join } from 'node:path';
import { githubAnnotations } from '../report/render/annotations.ts';
import { consoleReport, lastLine } from '../report/render/console.ts';
import { liveConsole } from '../report/render/live/text.ts';
import { sarifName } from '../report/render/sarif/sarif.ts';
import { printableLines } from '../report/render/words.ts';
import { writeReports } from '../report/render/write.ts';
import type { Report } from '../report/schema.ts';
import type { Reporting } from './options/reporting.ts';

export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** @returns the exit code, the same whatever is asked for */
export const conclude = (
  report: Report,
  out: string,
  { sarif, annotations }: Reporting = { sarif: false, annotations: undefined },
): number => {
  writeReports(report, out, { sarif });
  say(printableLines(consoleReport(report, report.selection.catalogue)));
  if (report.live !== null) say(printableLines(liveConsole(report.live)));
  const others = ['report.json', 'junit.xml', 'summary.md', ...(sarif ? [sarifName] : [])].join(', ');
  say(`Reports: ${join(out, 'report.html')}, ${others} and badge.json beside it.`);
  if (annotations === 'github') for (const line of githubAnnotations(report)) say(line);
  say(printableLines(lastLine(report)));
  return report.exitCode;
};
