/** Renders what an upgrade does to the files of a deployment as Markdown. Pure. */
import type { Told } from '../../../advise/upgrade/schema.ts';
import { markdownTable } from '../markdown-table.ts';
import { code, text } from '../markdown-text.ts';
import {
  hopGroups,
  hopsThatGo,
  nameOfSide,
  upgradeCounts,
  upgradeGroups,
  type Entry,
} from './upgrade-view.ts';
import {
  checksInWords,
  goInWords,
  hopInWords,
  titleOf,
  upgradeInWords,
  upgradeTitles,
} from './upgrade-words.ts';
import { beginOf, fileKind, placeInWords, shellInWords } from './words.ts';

/** Settings of one entry, and lines that were left, that are shown: a summary of a job may hold 1 MiB. */
const SHOWN = 200;

export const renderUpgradeMarkdown = (told: Told): string =>
  [
    `# ${text(titleOf(told))}`,
    '',
    `**${text(upgradeCounts(told))}.** Exit code ${told.ending.exitCode}: ${text(told.ending.reason)}.`,
    '',
    `${text(upgradeInWords(told))}.`,
    '',
    ...upgradeGroups(told).flatMap(({ severity, entries }) => [
      `## ${upgradeTitles[severity]}`,
      '',
      ...entries.flatMap(entryPart),
    ]),
    ...hopsPart(told),
    ...writtenPart(told),
    '## What was read',
    '',
    ...told.files.map(({ path, kind }) => `- ${code(path)}: ${text(fileKind(kind))}`),
    `- ${text(shellInWords)}`,
    '',
  ]
    .join('\n')
    .replace(/\n*$/, '\n');

const entryPart = ({ heading, subjects, says, todo, sources }: Entry): string[] => [
  `### ${text(heading)}`,
  '',
  ...subjects
    .slice(0, SHOWN)
    .map(
      ({ text: subject, at, also }) =>
        `- ${code(subject)}${at ? ` ${code(placeInWords(at))}${also > 0 ? ` and ${also} more` : ''}` : ''}`,
    ),
  ...(subjects.length > SHOWN ? [`- …and ${subjects.length - SHOWN} more`] : []),
  '',
  ...says.flatMap((one) => [text(one), '']),
  ...(todo === undefined ? [] : [`To do: ${text(todo)}`, '']),
  ...sources.flatMap((source) => [`Read in the source: ${code(source)}`, '']),
];

const hopsPart = (told: Told): string[] => {
  const groups = hopGroups(told);
  const go = hopsThatGo(told);
  return [
    '## Connections that change',
    '',
    ...(groups.length === 0
      ? ['None.']
      : markdownTable(
          ['to', 'from', 'before', 'after, files as they are', 'after, files rewritten', 'why'],
          groups.map((hop) => [
            code(hopInWords(hop)),
            hop.callers.map((from) => text(beginOf({ from }))).join(', '),
            ...[hop.before, hop.asTheyAre, hop.rewritten].map((side) => text(nameOfSide(side))),
            text(
              (hop.rewritten?.transport === hop.before?.transport ? hop.asTheyAre : hop.rewritten)?.because ??
                '',
            ),
          ]),
        )),
    '',
    ...(go.length > 0 ? [`None any more: ${text(goInWords(go))}.`, ''] : []),
    text(checksInWords(told)),
    '',
  ];
};

const writtenPart = ({ written }: Told): string[] =>
  written
    ? [
        '## Written',
        '',
        ...written.files.map(
          ({ from, to, changed }) => `- ${code(from)} → ${code(to)}${changed ? '' : ', the same'}`,
        ),
        '',
        ...(written.left.length > 0 ? ['Left as it is, for you to decide:', ''] : []),
        ...written.left
          .slice(0, SHOWN)
          .map(({ at, variable, why }) => `- ${code(placeInWords(at))} ${code(variable)}: ${text(why)}`),
        ...(written.left.length > SHOWN ? [`- …and ${written.left.length - SHOWN} more`] : []),
        '',
      ]
    : [];
