/** summary.md: what a maintainer reads beside a change. Stays well under the megabyte that CI systems show. */
import { countsInWords, targetInWords } from './counts.ts';
import type { CauseGroup, Report, ReportedCase } from './schema.ts';
import { isUnexpected } from './summary.ts';

/** Groups shown in full; the rest is counted and found in the HTML report. */
const LIMIT = 40;

export const renderMarkdown = (report: Report): string => {
  const unexcused = report.summary.byCause.filter((group) => group.unexpected > 0);
  const loose = report.cases.filter(
    (one) => !one.controlOnly && one.outcome === 'non-strict' && one.disposition !== 'known',
  );
  const open = report.cases.filter(
    (one) => !one.controlOnly && (one.outcome === 'untestable' || one.outcome === 'error'),
  );
  return [
    `# Magistrala security conformance: ${report.gate}`,
    '',
    `Tested: ${text(targetInWords(report))}. Exit code ${report.exitCode}: ${text(report.reasons.join('; '))}.`,
    '',
    ...counts(report),
    '',
    `${text(countsInWords(report))}; ${report.selection.executed} of ${report.selection.selected} selected cases were executed.`,
    '',
    ...part('Not as promised', unexcused.map((group) => groupOf(group, report)), 'causes'),
    ...part('Could not be judged', open.map(line), 'cases'),
    ...part('Kept, but not strictly', loose.map(line), 'cases'),
    ...deviations(report),
    ...notApplicable(report),
  ]
    .join('\n')
    .replace(/\n*$/, '\n');
};

const counts = (report: Report): string[] => {
  const { outcomes } = report.summary;
  const names = Object.keys(outcomes) as (keyof typeof outcomes)[];
  return [
    `| ${names.join(' | ')} | not run |`,
    `|${' ---: |'.repeat(names.length + 1)}`,
    `| ${names.map((name) => outcomes[name]).join(' | ')} | ${report.selection.notRun.length} |`,
  ];
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

const groupOf = (group: CauseGroup, report: Report): string => {
  const members = report.cases.filter((one) => group.cases.includes(one.id));
  const first = members.find(isUnexpected) ?? members[0]!;
  const others = group.cases.length - 1;
  const title = report.rules.find((rule) => rule.id === group.rule)?.title ?? group.rule;
  return [
    `- **${text(group.statement ?? title)}** ${tags(first)}`,
    `  - ${code(group.cause)}${others ? `, and ${others} more of the same cause` : ''}`,
    `  - expected: ${text(first.expected)}`,
    `  - observed: ${text(first.observed)}`,
    `  - reproduce: ${code(first.reproduce)}`,
  ].join('\n');
};

const line = (one: ReportedCase): string => `- ${code(one.id)} ${tags(one)}: ${text(one.observed)}`;

const tags = (one: ReportedCase): string =>
  `(${[one.outcome, one.finding, one.risk === null ? null : `risk: ${one.risk}`, one.disposition === 'expired' ? 'deviation expired' : null].filter((tag) => tag !== null).join(', ')})`;

const deviations = (report: Report): string[] => {
  if (!report.deviations.length) return [];
  return [
    '## Deviations on file',
    '',
    '| entry | finding | disposition | cases | reason | expires |',
    '| --- | --- | --- | ---: | --- | --- |',
    ...report.deviations.map(({ entry, disposition, covered, stale }) => {
      const name = entry.case ?? entry.rule ?? entry.cause ?? '';
      const kind = entry.case ? 'case' : entry.rule ? 'rule' : 'cause';
      const cases = stale.length ? `${covered.length} (${stale.length} stale)` : covered.length;
      return `| ${kind} ${code(name)} | ${entry.finding} | ${disposition} | ${cases} | [${text(entry.reason)}](<${link(entry.link)}>) | ${entry.expires} |`;
    }),
    '',
  ];
};

const notApplicable = (report: Report): string[] => {
  if (!report.notApplicable.length) return [];
  const byReason = Map.groupBy(report.notApplicable, (one) => one.reason);
  return [
    '## Not applicable',
    '',
    ...[...byReason].map(([reason, cases]) => `- ${cases.length} cases: ${text(reason)}`),
    '',
  ];
};

/** Plain text in Markdown: nothing in it is markup, HTML, a table border or a mention. */
const text = (plain: string): string =>
  plain
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]|~#]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '@\u2060');

/** Code that may stand in a table; ids and commands hold no backtick of their own accord. */
const code = (plain: string): string =>
  `\`${plain.replaceAll(/\s+/g, ' ').replaceAll('`', "'").replaceAll('|', String.raw`\|`)}\``;

const link = (url: string): string => url.replaceAll(/[<>|\s]/g, (c) => encodeURIComponent(c));
