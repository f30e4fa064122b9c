/** What a run says at its end: every failure by what it goes back to, and the gate in one last line. Pure. */
import { countsInWords } from '../report/counts.ts';
import type { CauseGroup, Report, ReportedCase } from '../report/schema.ts';
import { isUnexpected } from '../report/summary.ts';

/** Further cases of one cause that are named one by one. */
const ALSO = 8;

export const consoleReport = (report: Report, catalogue: number): string => {
  const counting = report.cases.filter((one) => !one.controlOnly);
  const groups = report.summary.byCause.filter((group) => group.unexpected > 0);
  const loose = counting.filter((one) => one.outcome === 'non-strict' && one.disposition !== 'known');
  const open = counting.filter((one) => one.outcome === 'untestable' || one.outcome === 'error');
  const entries = report.deviations.filter(({ disposition }) =>
    ['stale', 'unmatched', 'expired'].includes(disposition),
  );
  const parts = [
    title(groups.length > 0, 'Not as promised'),
    ...headingsOf(groups, report).map((heading, at) => headingText(heading, at + 1, report)),
    title(loose.length > 0, report.run.strict ? 'Kept, but not strictly (refused by --strict)' : 'Kept, but not strictly'),
    ...loose.map(caseText),
    title(open.length > 0, 'Could not be judged'),
    ...open.map(caseText),
    title(entries.length > 0, 'Deviations on file that no longer hold'),
    ...entries.map(({ entry, disposition, stale }) => {
      const kind = entry.case ? 'case' : entry.rule ? 'rule' : 'cause';
      const name = entry.case ?? entry.rule ?? entry.cause ?? '';
      const why =
        disposition === 'stale'
          ? `no longer ${entry.finding}: ${stale.join(', ')}`
          : disposition === 'expired'
            ? `expired on ${entry.expires}`
            : 'hits no case of the catalogue';
      return `  ${kind}: ${name}\n    ${disposition}: ${why}`;
    }),
    title(report.selection.notRun.length > 0, 'Selected, but not executed'),
    ...report.selection.notRun.slice(0, ALSO).map((id) => `  ${id}`),
    ...more(report.selection.notRun.length - ALSO),
  ];
  const shown = parts.filter((part) => part !== '').join('\n');
  const filtered = report.selection.selected < catalogue ? ` of ${catalogue}` : '';
  const known = counting.filter((one) => one.disposition === 'known').length;
  const scope = `${report.selection.executed}${filtered} cases observed${known ? `, ${known} known deviations` : ''}.`;
  return `${shown}${shown ? '\n' : ''}\n${scope}`;
};

/** Names the gate, the counts, and why the exit code is what it is. */
export const lastLine = (report: Report): string =>
  `${report.gate}: ${countsInWords(report)}; exit code ${report.exitCode}: ${report.reasons.join('; ')}`;

const title = (shown: boolean, text: string): string => (shown ? `\n${text}` : '');
const more = (n: number): string[] => (n > 0 ? [`  …and ${n} more, in the reports`] : []);

interface Heading {
  text: string;
  groups: CauseGroup[];
}

/** Groups that go back to a missing effect have a sentence of their own; the others stand under their rule. */
const headingsOf = (groups: readonly CauseGroup[], report: Report): Heading[] => {
  const headings = Map.groupBy(
    groups,
    (group) => group.statement ?? report.rules.find((rule) => rule.id === group.rule)?.title ?? group.rule,
  );
  return [...headings].map(([text, members]) => ({ text, groups: members }));
};

const headingText = ({ text, groups }: Heading, number: number, report: Report): string =>
  [`\n${number}. ${text}`, ...groups.map((group) => groupText(group, report))].join('\n');

const groupText = (group: CauseGroup, report: Report): string => {
  const red = report.cases.filter((one) => group.cases.includes(one.id) && isUnexpected(one));
  const first = red.find((one) => one.id === group.cause) ?? red[0]!;
  const others = red.filter((one) => one !== first);
  return [
    ...detail(first),
    ...(first.cause !== null ? [`     cause     ${first.cause}`] : []),
    ...(others.length ? [`     and ${others.length} more of the same cause:`] : []),
    ...others.slice(0, ALSO).map((one) => `       ${one.id}\n         ${oneLine(one.observed)}`),
    ...(others.length > ALSO ? [`       …and ${others.length - ALSO} more, in the reports`] : []),
  ].join('\n');
};

const detail = (one: ReportedCase): string[] => [
  `   ${one.id} (${tags(one)})`,
  `     expected  ${one.expected}`,
  `     observed  ${one.observed}`,
  `     again     ${one.reproduce}`,
];

const caseText = (one: ReportedCase): string => detail(one).join('\n');

const tags = (one: ReportedCase): string =>
  [
    one.outcome,
    one.finding,
    one.risk === null ? null : `risk: ${one.risk}`,
    one.disposition === 'expired' ? 'its deviation has expired' : null,
  ]
    .filter((tag) => tag !== null)
    .join(', ');

const oneLine = (text: string): string => {
  const flat = text.replaceAll(/\s+/g, ' ');
  return flat.length > 160 ? `${flat.slice(0, 159)}…` : flat;
};
