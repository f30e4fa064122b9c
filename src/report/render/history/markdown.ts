/** Renders a history as Markdown: what docs/history.md is. Pure. */
import type { Cell, History, HistoryRule } from '../../../history/schema.ts';
import { sectionsOf, sectionTitles } from '../html/words.ts';
import { markdownTable } from '../markdown-table.ts';
import { code, text } from '../markdown-text.ts';
import {
  alsoMeans,
  attributionInWords,
  faultInWords,
  faultsOf,
  marks,
  meanings,
  namesOf,
  releaseInWords,
  scopeInWords,
  spansInWords,
  statesInWords,
  subjectInWords,
  suffix,
  type Fault,
} from './view.ts';

export const renderHistoryMarkdown = (history: History): string =>
  [
    '# Which promise holds in which release',
    '',
    `Each rule of the Security page, as \`history\` found it in the releases below, for ${scopeInWords(history)}. A row stands`,
    'for the subjects that are in one state in every release that has them. Only these releases were observed: of what lies',
    'between two of them nothing is known.',
    '',
    ...Object.entries(meanings).map(
      ([state, meaning]) => `- ${marks[state as Cell['state']]} ${state}: ${meaning}`,
    ),
    ...Object.values(alsoMeans).map((meaning) => `- ${text(meaning)}`),
    '',
    ...markdownTable(
      ['release', 'rules at subjects'],
      history.releases.map((release) => [text(releaseInWords(release)), text(statesInWords(release))]),
    ),
    '',
    ...sectionsOf(history).flatMap((section) => [
      `## ${sectionTitles[section]}`,
      '',
      ...sectionTable(
        history.rules.filter((rule) => rule.section === section),
        namesOf(history),
      ),
      '',
    ]),
    ...faultsText(history),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');

const sectionTable = (rules: readonly HistoryRule[], names: readonly string[]): string[] =>
  markdownTable(
    ['rule', 'subjects', ...names.map(text), 'since when'],
    rules.flatMap((rule) =>
      rule.rows.map((row, at) => [
        at === 0 ? `${code(rule.id)}<br>${text(rule.title)} (${rule.level})` : '',
        row.subjects.map((each) => text(subjectInWords(each, names))).join(', '),
        ...row.cells.map(cellText),
        text(spansInWords(row, names)),
      ]),
    ),
  );

const cellText = (cell: Cell): string => `${marks[cell.state]} ${cell.state}${text(suffix(cell))}`;

const faultsText = (history: History): string[] => {
  const groups = [...Map.groupBy(faultsOf(history), ({ why }) => attributionInWords(why.attribution))];
  return groups.flatMap(([title, faults]) => [`## ${title}`, '', ...faults.flatMap(faultText), '']);
};

const faultText = (fault: Fault): string[] => {
  const { why, ranges, rules } = fault;
  const source = why.link === null ? '' : `. [Source](${link(why.link)})`;
  return [
    `- **${text(ranges.join(', '))}**: ${text(why.text)}`,
    `  ${rules.map(code).join(', ')}: ${text(faultInWords(fault))}${source}`,
  ];
};

/** An address in a report is text until it is one that this writes whole. */
const link = (address: string): string => encodeURI(address).replaceAll('(', '%28').replaceAll(')', '%29');
