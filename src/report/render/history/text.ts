/** Renders a history for a terminal. Pure. */
import type { History, HistoryRow, HistoryRule } from '../../../history/schema.ts';
import { sectionsOf, sectionTitles } from '../html/words.ts';
import { oneLine, printable } from '../words.ts';
import {
  alsoMeans,
  meanings,
  namesOf,
  releaseInWords,
  scopeInWords,
  spansInWords,
  stateInWords,
  subjectInWords,
} from './view.ts';

export const renderHistoryText = (history: History): string => {
  const names = namesOf(history);
  const widths = names.map((name, at) =>
    Math.max(
      name.length,
      ...history.rules.flatMap(({ rows }) => rows.map(({ cells }) => stateInWords(cells[at]!).length)),
    ),
  );
  const line = (cells: readonly string[], end: string): string =>
    `  ${cells.map((cell, at) => printable(cell).padEnd(widths[at]!)).join('  ')}  ${printable(end)}`.trimEnd();
  const rowText = (row: HistoryRow): string[] => [
    line(row.cells.map(stateInWords), row.subjects.map((each) => subjectInWords(each, names)).join(', ')),
    ...(row.spans.length > 1 || row.spans[0]?.risk ? [`    ${printable(spansInWords(row, names))}`] : []),
  ];
  const ruleText = ({ id, level, title, rows }: HistoryRule): string[] => [
    '',
    `${printable(id)} (${level}): ${printable(title)}`,
    ...rows.flatMap(rowText),
  ];
  return [
    `Of ${scopeInWords(history)}:`,
    ...history.releases.map((release) => printable(releaseInWords(release))),
    '',
    ...Object.entries(meanings).map(([state, meaning]) => `${state.padEnd(10)}  ${meaning}`),
    ...Object.values(alsoMeans),
    ...sectionsOf(history).flatMap((section) => [
      '',
      line(names, sectionTitles[section]),
      ...history.rules.filter((rule) => rule.section === section).flatMap(ruleText),
    ]),
    '',
  ]
    .map(oneLine)
    .join('\n');
};
