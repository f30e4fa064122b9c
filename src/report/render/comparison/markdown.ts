/** Renders a comparison as Markdown, for the summary of a CI job or a comment. Pure. */
import type { Ending } from '../../../compare/gate.ts';
import type { Comparison } from '../../../compare/schema.ts';
import { code, text } from '../markdown-text.ts';
import { count } from '../words.ts';
import {
  countsInWords,
  incomparableInWords,
  partsOf,
  sideInWords,
  sourceInWords,
  type ComparisonPart,
  type DifferenceGroup,
} from './view.ts';

/** Groups of a part, and cases of a group, that are shown. */
const [GROUPS, CASES] = [40, 5];

export const renderComparisonMarkdown = (comparison: Comparison, ending: Ending): string =>
  [
    '# Magistrala security conformance, compared',
    '',
    `- Old: ${text(sideInWords(comparison.before))}`,
    `- New: ${text(sideInWords(comparison.after))}`,
    ...comparison.differs.map((what) => `- Differs: ${text(what)}`),
    '',
    text(sourceInWords(comparison)),
    '',
    `**${text(countsInWords(comparison))}.** Exit code ${ending.exitCode}: ${text(ending.reason)}.`,
    '',
    ...partsOf(comparison).flatMap(partText),
    ...(comparison.lost.length > 0 ? ['## Not judged any more', '', ...listed(comparison.lost, ''), ''] : []),
    ...(comparison.incomparable.length > 0
      ? [
          '## Not comparable',
          '',
          ...comparison.incomparable.map((each) => `- ${text(incomparableInWords(each))}`),
          '',
        ]
      : []),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');

const partText = ({ title, groups }: ComparisonPart): string[] => [
  `## ${title}`,
  '',
  ...groups.slice(0, GROUPS).flatMap(groupText),
  ...(groups.length > GROUPS ? ['', `…and ${groups.length - GROUPS} more rules.`] : []),
  '',
];

const groupText = ({ text: title, way, first, others }: DifferenceGroup): string[] => [
  `- **${text(title)}** (${count(others.length + 1, 'case')}): ${text(way)}`,
  `  - ${code(first.id)}`,
  `    - before: ${text(first.before.observed)}`,
  `    - after: ${text(first.after.observed)}`,
  ...listed(
    others.map(({ id }) => id),
    '  ',
  ),
];

const listed = (ids: readonly string[], indent: string): string[] => [
  ...ids.slice(0, CASES).map((id) => `${indent}- ${code(id)}`),
  ...(ids.length > CASES ? [`${indent}- …and ${count(ids.length - CASES, 'more case')}`] : []),
];
