/** Renders a report, and a comparison, in every format that a person or another program reads. */
import { compareReports } from '../../src/compare/compare.ts';
import { endingOf } from '../../src/compare/gate.ts';
import { githubAnnotations } from '../../src/report/render/annotations.ts';
import { renderComparisonHtml } from '../../src/report/render/comparison/html.ts';
import { renderComparisonMarkdown } from '../../src/report/render/comparison/markdown.ts';
import { renderComparisonText } from '../../src/report/render/comparison/text.ts';
import { consoleReport, lastLine } from '../../src/report/render/console.ts';
import { renderAll } from '../../src/report/render/write.ts';
import type { Report } from '../../src/report/schema.ts';

/** By file name, and what is said beside the files. */
export const formatsOfReport = (report: Report, catalogue = 12): Record<string, string> => ({
  ...renderAll(report, { sarif: true }),
  annotations: `${githubAnnotations(report).join('\n')}\n`,
  console: `${consoleReport(report, catalogue)}\n${lastLine(report)}\n`,
});

/** The formats of a comparison, by file name. */
export const formatsOfComparison = (
  older: Report,
  newer: Report,
  when: Parameters<typeof endingOf>[1],
): { ending: ReturnType<typeof endingOf>; formats: Record<string, string> } => {
  const comparison = compareReports(older, newer);
  const ending = endingOf(comparison, when);
  return {
    ending,
    formats: {
      'compare.html': renderComparisonHtml(comparison, ending),
      'compare.md': renderComparisonMarkdown(comparison, ending),
      'compare.txt': renderComparisonText(comparison, ending),
    },
  };
};
