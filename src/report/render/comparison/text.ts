/** Renders a comparison for a terminal. Pure. */
import type { Ending } from '../../../compare/gate.ts';
import type { Comparison } from '../../../compare/schema.ts';
import { count, oneLine, printable } from '../words.ts';
import {
  countsInWords,
  incomparableInWords,
  partsOf,
  sideInWords,
  sourceInWords,
  type DifferenceGroup,
} from './view.ts';

/** Further cases of a group that are named one by one. */
const ALSO = 8;

export const renderComparisonText = (comparison: Comparison, ending: Ending): string =>
  [
    `old  ${printable(sideInWords(comparison.before))}`,
    `new  ${printable(sideInWords(comparison.after))}`,
    ...comparison.differs.map((text) => `     ${printable(text)}`),
    sourceInWords(comparison),
    ...partsOf(comparison).flatMap(({ title, groups }) => ['', title, ...groups.flatMap(groupText)]),
    ...(comparison.lost.length > 0 ? ['', 'Not judged any more', ...listed(comparison.lost, '  ')] : []),
    ...(comparison.incomparable.length > 0
      ? [
          '',
          'Not comparable',
          ...comparison.incomparable.map((each) => `  ${printable(incomparableInWords(each))}`),
        ]
      : []),
    '',
    `${countsInWords(comparison)}; exit code ${ending.exitCode}: ${ending.reason}`,
    '',
  ]
    .map(oneLine)
    .join('\n');

const groupText = ({ text, way, first, others }: DifferenceGroup, at: number): string[] => [
  '',
  `${at + 1}. ${printable(text)} (${count(others.length + 1, 'case')})`,
  `   ${printable(way)}`,
  `   ${printable(first.id)}`,
  `     before  ${printable(first.before.observed)}`,
  `     after   ${printable(first.after.observed)}`,
  ...listed(
    others.map(({ id }) => id),
    '   ',
  ),
];

const listed = (ids: readonly string[], indent: string): string[] => [
  ...ids.slice(0, ALSO).map((id) => `${indent}${printable(id)}`),
  ...(ids.length > ALSO ? [`${indent}…and ${ids.length - ALSO} more (--format json names them all)`] : []),
];
