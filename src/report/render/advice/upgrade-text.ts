/** Renders what an upgrade does to the files of a deployment, for a terminal of 80 columns. Pure. */
import type { Told } from '../../../advise/upgrade/schema.ts';
import { count, oneLine } from '../words.ts';
import {
  hopsThatGo,
  transportGroups,
  upgradeCounts,
  upgradeGroups,
  type Entry,
  type TransportGroup,
  type UpgradeGroup,
} from './upgrade-view.ts';
import { checksInWords, goInWords, hopInWords, upgradeInWords, upgradeTitles } from './upgrade-words.ts';
import { beginOf, fileKind, placeInWords, shellInWords } from './words.ts';
import { wrap } from './wrap.ts';

/** Settings of one entry, of one in which all are alike, and lines that were left, that are named one by one. */
const [SUBJECTS, FEW, LEFT] = [40, 4, 40];

export const renderUpgradeText = (told: Told): string =>
  [
    ...wrap(upgradeInWords(told)),
    ...wrap(upgradeCounts(told)),
    ...upgradeGroups(told).flatMap(groupPart),
    ...hopsPart(told),
    ...writtenPart(told),
    '',
    'What was read',
    ...told.files.flatMap(({ path, kind }) => wrap(`${path}: ${fileKind(kind)}`, '  ', '    ')),
    ...wrap(shellInWords, '  '),
    '',
    ...wrap(`Exit code ${told.ending.exitCode}: ${told.ending.reason}`),
    '',
  ]
    .map(oneLine)
    .join('\n');

const groupPart = ({ severity, entries }: UpgradeGroup): string[] => [
  '',
  `${upgradeTitles[severity]} (${entries.reduce((sum, { subjects }) => sum + subjects.length, 0)})`,
  ...entries.flatMap(entryPart),
];

const entryPart = ({ heading, subjects, says, todo, sources, short }: Entry): string[] => {
  const shown = short ? FEW : SUBJECTS;
  const more = subjects.length - shown;
  return [
    '',
    `  ${heading}`,
    ...subjects
      .slice(0, shown)
      .flatMap(({ text, at, also }) => [
        ...wrap(text, '    ', '      '),
        ...(at ? [`      ${placeInWords(at)}${also > 0 ? ` and ${count(also, 'more line')}` : ''}`] : []),
      ]),
    ...(more > 0 ? [`    …and ${more} more (--format json names them all)`] : []),
    ...says.flatMap((one) => wrap(one, '    ')),
    ...(todo === undefined ? [] : wrap(todo, '    To do: ', '      ')),
    ...sources.flatMap((source) => wrap(source, '    Read in the source: ', '      ')),
  ];
};

const hopsPart = (told: Told): string[] => {
  const go = hopsThatGo(told);
  return [
    '',
    told.hops.length > 0 ? 'Connections that change' : 'No connection changes',
    ...transportGroups(told).flatMap((group) => hopLines(group, told)),
    ...(go.length > 0 ? ['', '  none any more', ...wrap(goInWords(go), '    ')] : []),
    '',
    ...wrap(checksInWords(told), '  '),
  ];
};

const hopLines = ({ sides, hops, because }: TransportGroup, { from, to }: Told): string[] => [
  '',
  ...hops.flatMap((hop) =>
    wrap(`${hop.callers.map((one) => beginOf({ from: one })).join(', ')} → ${hopInWords(hop)}`, '  ', '    '),
  ),
  ...wrap(sides.before, `    ${from}: `, '      '),
  ...wrap(sides.asTheyAre, `    ${to}, files as they are: `, '      '),
  ...wrap(sides.rewritten, `    ${to}, files rewritten: `, '      '),
  ...because.flatMap((one) => wrap(one, '      ')),
];

const writtenPart = ({ written }: Told): string[] => {
  if (!written)
    return ['', ...wrap('--write FILE writes the files for the new release, beside the old ones.')];
  const more = written.left.length - LEFT;
  return [
    '',
    'Written',
    ...written.files.flatMap(({ from, to, changed }) =>
      wrap(`${from} → ${to}${changed ? '' : ', which is the same'}`, '  ', '    '),
    ),
    ...(written.left.length > 0 ? ['', `Left as it is, for you to decide (${written.left.length})`] : []),
    ...written.left
      .slice(0, LEFT)
      .flatMap(({ at, variable, why }) => wrap(`${placeInWords(at)} ${variable}: ${why}`, '  ', '    ')),
    ...(more > 0 ? [`  …and ${more} more (--format json names them all)`] : []),
  ];
};
