/** Renders what check-env found as Markdown, for the summary of a CI job or a comment. Pure. */
import type { Checked, CheckedStatement } from '../../../advise/checked/checked.ts';
import { markdownTable } from '../markdown-table.ts';
import { code, text } from '../markdown-text.ts';
import { mermaidOf } from './mermaid.ts';
import { verificationMarkdown } from './verification.ts';
import {
  acceptedIn,
  countsInWords,
  groupsOf,
  notRead,
  rowsOf,
  transportsInWords,
  undefinedVariables,
  unknownIn,
  type SeverityGroup,
} from './view.ts';
import {
  becameInWords,
  beginOf,
  checkedInWords,
  endOf,
  fileKind,
  leftOutInWords,
  placeInWords,
  shellInWords,
  subjectOf,
  undefinedInWords,
} from './words.ts';

/** Entries of a group, places of an entry, and rows, that are shown: a summary of a job may hold 1 MiB. */
const [ENTRIES, PLACES, ROWS] = [60, 8, 200];

export const renderAdviceMarkdown = (checked: Checked): string =>
  [
    `# What the configuration does: Magistrala ${text(checked.release)}`,
    '',
    `**${text(countsInWords(checked))}.** Exit code ${checked.ending.exitCode}: ${text(checked.ending.reason)}.`,
    '',
    `${text(checkedInWords(checked))}.${checked.hops.length > 0 ? ` ${text(transportsInWords(checked))}.` : ''}`,
    '',
    ...unknownIn(checked).flatMap((one) => [...entryPart([one]), '']),
    ...undefinedPart(checked),
    ...groupsOf(checked).flatMap(groupPart),
    ...acceptedPart(checked),
    ...hopsPart(checked),
    ...verificationMarkdown(checked),
    ...filesPart(checked),
    ...baselinePart(checked),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');

const undefinedPart = (checked: Checked): string[] => {
  const names = undefinedVariables(checked).map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    `**${undefinedInWords(names.length)}**: ${names.slice(0, ENTRIES).map(code).join(', ')}${names.length > ENTRIES ? ` and ${names.length - ENTRIES} more` : ''}`,
    '',
  ];
};

const groupPart = ({ title, entries }: SeverityGroup): string[] => [
  `## ${text(title)}`,
  '',
  ...entries.slice(0, ENTRIES).flatMap(entryPart),
  ...(entries.length > ENTRIES ? [`- …and ${entries.length - ENTRIES} more`] : []),
  '',
];

const entryPart = (alike: SeverityGroup['entries'][number]): string[] => {
  const [first] = alike;
  const subjects = [...new Set(alike.map(subjectOf))].filter((one) => one !== '').slice(0, PLACES);
  return [
    `- **${text(first.kind)}**${subjects.length === 0 ? '' : `: ${subjects.map(code).join(', ')}`}`,
    `  - ${text(first.says)}`,
    ...(first.todo === undefined ? [] : [`  - To do: ${text(first.todo)}`]),
    `  - ${placesOf(alike)}`,
    ...first.related.map(({ at, says }) => `  - ${code(placeInWords(at))} ${text(says)}`),
    ...(first.promises === undefined ? [] : [`  - The Security page promises: ${text(first.promises)}`]),
    ...(first.shownBy === undefined ? [] : [`  - Shown by: ${code(first.shownBy)}`]),
  ];
};

const placesOf = (alike: readonly CheckedStatement[]): string =>
  alike
    .slice(0, PLACES)
    .map(({ at }) => code(placeInWords(at)))
    .join(', ') + (alike.length > PLACES ? ` and ${alike.length - PLACES} more` : '');

const acceptedPart = (checked: Checked): string[] => {
  const accepted = acceptedIn(checked);
  if (accepted.length === 0) return [];
  return [
    '## Accepted',
    '',
    ...accepted
      .slice(0, ENTRIES)
      .map(
        (one) =>
          `- **${text(one.kind)}** ${code(subjectOf(one) || placeInWords(one.at))} until ${one.accepted!.expires}: ${text(one.accepted!.reason)}`,
      ),
    '',
  ];
};

const hopsPart = (checked: Checked): string[] => {
  const rows = rowsOf(checked);
  if (rows.length === 0) return [];
  const picture = mermaidOf(checked);
  return [
    '## Every connection, and how it is made',
    '',
    ...(picture.length > 0 ? ['```mermaid', ...picture, '```', ''] : []),
    ...markdownTable(
      ['to', 'transport', 'from', 'why', 'the page promises'],
      rows
        .slice(0, ROWS)
        .map((row) => [
          code(endOf(row)),
          `**${text(row.transport)}**`,
          row.callers.map((from) => text(beginOf({ from }))).join(', '),
          text(row.because),
          text(row.promises ?? ''),
        ]),
    ),
    ...(rows.length > ROWS ? ['', `…and ${rows.length - ROWS} more`] : []),
    '',
  ];
};

const filesPart = (checked: Checked): string[] => [
  '## What was read',
  '',
  ...checked.files.map(({ path, kind }) => `- ${code(path)}: ${text(fileKind(kind))}`),
  ...notRead(checked).map((one) => `- not read: ${code(placeInWords(one.at))} ${text(one.says)}`),
  `- ${text(shellInWords)}`,
  ...(checked.leftOut > 0 ? [`- ${text(leftOutInWords(checked.leftOut))}`] : []),
  '',
];

const baselinePart = ({ baseline }: Checked): string[] => {
  const old = baseline?.entries.filter(({ became }) => became !== 'accepted') ?? [];
  if (baseline === null || old.length === 0) return [];
  return [
    '## Entries of the baseline that are out of date',
    '',
    ...old.map(
      (each) => `- ${code(`${baseline.file}:${each.line}`)} ${text(`${each.about}: ${becameInWords(each)}`)}`,
    ),
    '',
  ];
};
