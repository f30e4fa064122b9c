/** Renders what check-env found for a terminal of 80 columns. Pure. */
import type { Checked, CheckedStatement } from '../../../advise/checked/checked.ts';
import { count, oneLine, printable } from '../words.ts';
import { connections } from './text-hops.ts';
import {
  acceptedIn,
  countsInWords,
  groupsOf,
  notRead,
  transportsInWords,
  undefinedVariables,
  unknownIn,
  type SeverityGroup,
} from './view.ts';
import {
  becameInWords,
  checkedInWords,
  fileKind,
  leftOutInWords,
  placeInWords,
  placesInWords,
  shellInWords,
  subjectOf,
  undefinedInWords,
} from './words.ts';
import { verificationText } from './verification.ts';
import { wrap } from './wrap.ts';

/** Names of undefined variables, and places of one entry, that are shown. */
const [NAMES, PLACES] = [12, 8];

export const renderAdviceText = (checked: Checked): string =>
  [
    ...wrap(checkedInWords(checked)),
    ...wrap(countsInWords(checked)),
    ...(checked.hops.length > 0 ? wrap(transportsInWords(checked)) : []),
    ...unknownIn(checked).flatMap((one) => entryPart([one])),
    ...undefinedPart(checked),
    ...groupsOf(checked).flatMap(groupPart),
    ...acceptedPart(checked),
    ...connections(checked),
    ...verificationText(checked),
    ...readPart(checked),
    ...baselinePart(checked),
    '',
    ...wrap(`Exit code ${checked.ending.exitCode}: ${checked.ending.reason}`),
    '',
  ]
    .map(oneLine)
    .join('\n');

const undefinedPart = (checked: Checked): string[] => {
  const names = undefinedVariables(checked).map(({ name }) => name);
  if (names.length === 0) return [];
  const more = names.length - NAMES;
  return [
    '',
    undefinedInWords(names.length),
    ...wrap([...names.slice(0, NAMES), ...(more > 0 ? [`…and ${more} more`] : [])].join(', '), '  '),
    ...wrap('Give the file that sets them with --env-file FILE, or one with --shell NAME=VALUE.', '  '),
  ];
};

const groupPart = ({ title, entries }: SeverityGroup): string[] => [
  '',
  `${title} (${entries.reduce((sum, each) => sum + each.length, 0)})`,
  ...entries.flatMap(entryPart),
];

const entryPart = (alike: SeverityGroup['entries'][number]): string[] => {
  const [first] = alike;
  const more = alike.length - PLACES;
  return [
    '',
    ...alike.slice(0, PLACES).flatMap(heading),
    ...(more > 0 ? [`  …and ${count(more, 'more place')}`] : []),
    ...wrap(first.says, '    '),
    ...(first.todo === undefined ? [] : wrap(first.todo, '    To do: ', '      ')),
    ...(first.promises === undefined
      ? []
      : wrap(first.promises, '    The Security page promises: ', '      ')),
    ...(first.shownBy === undefined ? [] : wrap(first.shownBy, '    Shown by: ', '      ')),
    ...[...Map.groupBy(first.related, ({ says }) => says)].flatMap(([says, related]) =>
      wrap(`${placesInWords(related.map(({ at }) => at))}: ${says}`, '    See ', '      '),
    ),
  ];
};

/** What it is about, and the place as compilers write it, so that an editor opens it. */
const heading = (one: CheckedStatement): string[] => [
  ...wrap([subjectOf(one), one.severity !== 'good' && one.kind].filter(Boolean).join(': '), '  ', '    '),
  `    ${placeInWords(one.at)}`,
];

const acceptedPart = (checked: Checked): string[] => {
  const accepted = acceptedIn(checked);
  if (accepted.length === 0) return [];
  return [
    '',
    `Accepted by ${printable(checked.baseline?.file ?? 'the baseline')} (${accepted.length})`,
    ...accepted.flatMap((one) => [
      '',
      ...heading(one),
      ...wrap(`until ${one.accepted!.expires}: ${one.accepted!.reason}`, '    '),
    ]),
  ];
};

const readPart = (checked: Checked): string[] => {
  const left = notRead(checked);
  return [
    '',
    'What was read',
    ...checked.files.flatMap(({ path, kind }) => wrap(`${path}: ${fileKind(kind)}`, '  ', '    ')),
    '',
    'What was not read',
    ...left.flatMap((one) => wrap(`${placeInWords(one.at)} ${one.says}`, '  ', '    ')),
    ...wrap(shellInWords, '  '),
    ...(checked.leftOut > 0 ? wrap(leftOutInWords(checked.leftOut), '  ') : []),
  ];
};

const baselinePart = ({ baseline, strict }: Checked): string[] => {
  const old = baseline?.entries.filter(({ became }) => became !== 'accepted') ?? [];
  if (baseline === null || old.length === 0) return [];
  return [
    '',
    `Entries of ${printable(baseline.file)} that are out of date (${old.length})`,
    ...old.flatMap((each) => wrap(`line ${each.line}: ${each.about}: ${becameInWords(each)}`, '  ', '    ')),
    ...(strict ? [] : wrap('They change the exit code with --strict alone.', '  ')),
  ];
};
