/** Writes what a run says at its end: every failure by what it goes back to, and the gate in one last line. Pure. */
import { isNonStrict, isUnexpected } from '../build/summary.ts';
import type { Report, ReportedCase } from '../schema.ts';
import { countsInWords, rerunsInWords, scopesInWords } from './counts.ts';
import { faultsOnFile } from './faults-on-file.ts';
import { headingsOf, type Heading, type ListedGroup } from './headings.ts';
import { deviationsFileInWords } from './on-file.ts';
import { count, entryName, oneLine, printable } from './words.ts';

/** Further cases of one cause that are named one by one. */
const ALSO = 8;

export const consoleReport = (report: Report, catalogue: number): string => {
  const counting = report.cases.filter((one) => !one.controlOnly);
  const headings = headingsOf(report.summary.byCause, report, isUnexpected);
  const nonStrict = counting.filter(isNonStrict);
  const open = counting.filter((one) => one.outcome === 'untestable' || one.outcome === 'error');
  const entries = faultsOnFile(report);
  const known = counting.filter((one) => one.disposition === 'known');
  const accepted = headingsOf(report.summary.byCause, report, (one) => known.includes(one));
  const parts = [
    title(headings.length > 0, 'Not as promised'),
    ...headings.map((heading, at) => headingText(heading, at + 1)),
    title(
      nonStrict.length > 0,
      report.run.strict
        ? 'Promise kept, recommendation not met (refused by --strict)'
        : 'Promise kept, recommendation not met',
    ),
    ...nonStrict.map(caseText),
    title(open.length > 0, 'Could not be judged'),
    ...open.map(caseText),
    title(accepted.length > 0, 'Known deviations'),
    ...accepted.map(knownText),
    title(entries.length > 0, 'Deviations on file that no longer hold'),
    ...entries.map(({ deviation: { entry }, text }) => {
      const { kind, names } = entryName(entry);
      return `  ${kind}: ${oneLine(names.join(', '))}\n    ${oneLine(text)}`;
    }),
    title(report.selection.notRun.length > 0, 'Selected, but not executed'),
    ...report.selection.notRunBecause.flatMap(({ code, reason, cases }) => [
      `  ${count(cases.length, 'case')}, ${oneLine(code)}: ${printable(reason)}`,
      ...cases.slice(0, ALSO).map((id) => `    ${oneLine(id)}`),
      ...more(cases.length - ALSO),
    ]),
  ];
  const shown = parts.filter((part) => part !== '').join('\n');
  const filtered = report.selection.selected < catalogue ? ` of ${catalogue}` : '';
  const scope = `${report.selection.executed}${filtered} cases observed${known.length ? `, ${count(known.length, 'known deviation')}` : ''}.`;
  const again = rerunsInWords(report);
  const onFile = deviationsFileInWords(report);
  const scopes = scopesInWords(report);
  const end = `${scope}${scopes === undefined ? '' : ` ${scopes}.`}${again === undefined ? '' : ` ${again}.`}${onFile === undefined ? '' : `\n${printable(onFile)}`}`;
  return `${shown}${shown ? '\n' : ''}\n${end}`;
};

/** Names the gate, the counts, and why the exit code is what it is. */
export const lastLine = (report: Report): string =>
  oneLine(
    `${report.gate}: ${countsInWords(report)}; exit code ${report.exitCode}: ${report.reasons.join('; ')}`,
  );

const title = (shown: boolean, text: string): string => (shown ? `\n${text}` : '');
const more = (n: number): string[] => (n > 0 ? [`  …and ${n} more, in the reports`] : []);

const headingText = ({ text, groups }: Heading, number: number): string =>
  [`\n${number}. ${printable(text)}`, ...groups.map(groupText)].join('\n');

const groupText = ({ first, others }: ListedGroup): string =>
  [
    ...detail(first),
    ...(first.cause !== null ? [`     cause     ${oneLine(first.cause)}`] : []),
    ...(others.length ? [`     and ${others.length} more of the same cause:`] : []),
    ...others.slice(0, ALSO).map((one) => `       ${oneLine(one.id)}\n         ${short(one.observed)}`),
    ...(others.length > ALSO ? [`       …and ${others.length - ALSO} more, in the reports`] : []),
  ].join('\n');

/** Known deviations are shown briefly: they are in the reports, and on file. */
const knownText = ({ text, groups }: Heading): string => {
  const n = groups.reduce((sum, { others }) => sum + 1 + others.length, 0);
  // The title of a rule says what should be so; why it is otherwise is on file.
  const rules = groups.filter(({ group }) => (group.statement ?? null) === null);
  const reasons = new Set(rules.flatMap(({ first }) => (first.reason === null ? [] : [first.reason])));
  return [
    `  ${printable(text)}${rules.length ? ': not so' : ''} (${count(n, 'case')})`,
    ...[...reasons].map((reason) => `    ${printable(reason)}`),
  ].join('\n');
};

const detail = (one: ReportedCase): string[] => [
  `   ${oneLine(one.id)} (${tags(one)})`,
  `     expected  ${printable(one.expected)}`,
  `     observed  ${printable(one.observed)}`,
  ...(one.hint === null ? [] : [`     on file   ${printable(one.hint.text)}`]),
  `     again     ${oneLine(one.reproduce)}`,
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

const short = (text: string): string => {
  const flat = printable(text);
  return flat.length > 160 ? `${flat.slice(0, 159)}…` : flat;
};
