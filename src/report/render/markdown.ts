/**
 * Renders summary.md, which a maintainer reads beside a change. It stays well under the megabyte that CI systems
 * show.
 */
import { isNonStrict, isUnexpected } from '../build/summary.ts';
import type { Report, ReportedCase } from '../schema.ts';
import { countsInWords, rerunsInWords, scopesInWords, targetInWords } from './counts.ts';
import { liveMarkdown } from './live/text.ts';
import { markdownTable } from './markdown-table.ts';
import { headingsOf, type Heading, type ListedGroup } from './headings.ts';
import { code, text } from './markdown-text.ts';
import { deviationsFileInWords } from './on-file.ts';
import { count, entryName } from './words.ts';

/** Groups shown in full; the rest is counted and found in the HTML report. */
const LIMIT = 40;

export const renderMarkdown = (report: Report): string => {
  const nonStrict = report.cases.filter(isNonStrict);
  const open = report.cases.filter(
    (one) => !one.controlOnly && (one.outcome === 'untestable' || one.outcome === 'error'),
  );
  const onFile = deviationsFileInWords(report);
  const scopes = scopesInWords(report);
  return [
    `# Magistrala security conformance: ${report.gate}`,
    '',
    `Tested: ${text(targetInWords(report))}. Exit code ${report.exitCode}: ${text(report.reasons.join('; '))}.`,
    '',
    ...counts(report),
    '',
    `${text(countsInWords(report))}; ${report.selection.executed} of ${report.selection.selected} selected cases were executed.${againOf(report)}`,
    '',
    ...(scopes === undefined ? [] : [`${text(scopes)}.`, '']),
    ...(onFile === undefined ? [] : [text(onFile), '']),
    ...part(
      'Not as promised',
      headingsOf(report.summary.byCause, report, isUnexpected).map(headingOf),
      'causes',
    ),
    ...part('Could not be judged', open.map(line), 'cases'),
    ...part('Selected, but not executed', report.selection.notRunBecause.map(unexecuted), 'reasons'),
    ...part('Promise kept, recommendation not met', nonStrict.map(line), 'cases'),
    ...liveMarkdown(report.live),
    ...deviations(report),
    ...notApplicable(report),
    ...notCovered(report),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
};

const againOf = (report: Report): string => {
  const again = rerunsInWords(report);
  return again === undefined ? '' : ` ${text(again)}.`;
};

const counts = (report: Report): string[] => {
  const { outcomes } = report.summary;
  const names = Object.keys(outcomes) as (keyof typeof outcomes)[];
  const numbers = [...names.map((name) => outcomes[name]), report.selection.notRun.length];
  return markdownTable([...names, 'not run'], [numbers.map(String)], { right: [...numbers.keys()] });
};

const part = (title: string, items: readonly string[], what: string): string[] => {
  if (!items.length) return [];
  const more = items.length - LIMIT;
  return [
    `## ${title}`,
    '',
    ...items.slice(0, LIMIT),
    ...(more > 0 ? ['', `…and ${more} more ${what}, in report.html.`] : []),
    '',
  ];
};

/** Cases shown under one heading before the rest is counted. */
const shown = 5;

const headingOf = (heading: Heading): string => {
  const more = heading.groups.length - shown;
  return [
    `- **${text(heading.text)}**`,
    ...heading.groups.slice(0, shown).map(groupOf),
    ...(more > 0 ? [`  - …and ${count(more, 'more case')}, in report.html`] : []),
  ].join('\n');
};

const groupOf = ({ first, others }: ListedGroup): string =>
  [
    `  - ${code(first.id)} ${tags(first)}${others.length ? `, and ${count(others.length, 'more case')} of the same cause` : ''}`,
    ...(first.hint === null ? [] : [`    - on file: ${text(first.hint.text)}`]),
    ...(first.cause === null ? [] : [`    - cause: ${code(first.cause)}`]),
    `    - expected: ${text(first.expected)}`,
    `    - observed: ${text(first.observed)}`,
    `    - reproduce: ${code(first.reproduce)}`,
  ].join('\n');

const line = (one: ReportedCase): string => `- ${code(one.id)} ${tags(one)}: ${text(one.observed)}`;

const unexecuted = ({ code: name, reason, cases }: Report['selection']['notRunBecause'][number]): string =>
  `- ${count(cases.length, 'case')}: ${code(name)} ${text(reason)}`;

const tags = (one: ReportedCase): string =>
  `(${[one.outcome, one.finding, one.risk === null ? null : `risk: ${one.risk}`, one.disposition === 'expired' ? 'deviation expired' : null].filter((tag) => tag !== null).join(', ')})`;

const deviations = (report: Report): string[] => {
  if (!report.deviations.length) return [];
  const rows = report.deviations.map(({ entry, disposition, covered, stale, graver }) => {
    const { kind, names } = entryName(entry);
    const others = [
      ...(stale.length ? [`${stale.length} stale`] : []),
      ...(graver.length ? [`${graver.length} graver`] : []),
    ];
    return [
      `${kind} ${names.map(code).join('<br>')}`,
      `${entry.outcome}, ${entry.finding}: ${entry.facts.map(code).join(', ')}`,
      disposition,
      `${covered.length}${others.length ? ` (${others.join(', ')})` : ''}`,
      `[${text(entry.reason)}](<${link(entry.link)}>)`,
      entry.expires,
    ];
  });
  const head = ['entry', 'deviation', 'disposition', 'cases', 'reason', 'expires'];
  return ['## Deviations on file', '', ...markdownTable(head, rows, { right: [3] }), ''];
};

const notApplicable = (report: Report): string[] => {
  if (!report.notApplicable.length) return [];
  const byReason = Map.groupBy(report.notApplicable, (one) => one.reason);
  return [
    '## Not applicable',
    '',
    ...[...byReason].map(([reason, cases]) => `- ${count(cases.length, 'case')}: ${text(reason)}`),
    '',
  ];
};

const notCovered = (report: Report): string[] => {
  if (!report.notCovered.length) return [];
  const byReason = Map.groupBy(report.notCovered, ({ reason }) => reason);
  return [
    '## Not covered, beyond the page',
    '',
    ...[...byReason].map(
      ([reason, all]) => `- ${text(all.map(({ subject }) => subject).join(', '))}: ${text(reason)}`,
    ),
    '',
  ];
};

const link = (url: string): string => url.replaceAll(/[<>|\s]/g, (c) => encodeURIComponent(c));
