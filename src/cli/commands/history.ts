/** Runs the command `history`, which says release by release which promises hold. */
import { historyOf } from '../../history/history.ts';
import { chooseRuns } from '../../history/runs.ts';
import type { History } from '../../history/schema.ts';
import { renderHistoryHtml } from '../../report/render/history/html.ts';
import { renderHistoryMarkdown } from '../../report/render/history/markdown.ts';
import { renderHistorySvg } from '../../report/render/history/picture.ts';
import { renderHistoryText } from '../../report/render/history/text.ts';
import { printableLines } from '../../report/render/words.ts';
import { suite } from '../../system/suite.ts';
import { scopesOf } from '../../plan/options.ts';
import { scopesIn } from '../options/filters.ts';
import { oneOf } from '../options/values.ts';
import { writeOutput } from '../write-output.ts';
import { recordedIn, reportsAt } from './history-sources.ts';

const formats: Record<string, (history: History) => string> = {
  text: renderHistoryText,
  markdown: renderHistoryMarkdown,
  html: renderHistoryHtml,
  json: (history) => `${JSON.stringify(history, null, 1)}\n`,
  svg: renderHistorySvg,
};

export interface HistoryFlags {
  recorded?: string | true;
  release?: string[];
  withReference?: boolean;
  scope?: string;
  format?: string;
  out?: string;
}

/** @returns the exit code: 0, as a history is a table and no gate */
export const historyCommand = (paths: readonly string[], flags: HistoryFlags): number => {
  const format = oneOf('--format', Object.keys(formats), flags.format, 'text');
  const sources = [
    ...(flags.recorded === undefined ? [] : recordedIn(flags.recorded)),
    ...paths.flatMap(reportsAt),
  ];
  const { release: releases, withReference = false } = flags;
  const runs = chooseRuns(sources, { ...(releases && { releases }), withReference });
  const history = historyOf(runs, suite, scopesOf(scopesIn(flags)));
  const text = formats[format]!(history);
  // A terminal is shown no control characters of a report; JSON has none.
  writeOutput(flags.out === undefined && format !== 'json' ? printableLines(text) : text, flags.out);
  return 0;
};
