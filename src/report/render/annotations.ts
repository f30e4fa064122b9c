/**
 * Renders annotations for GitHub: workflow commands that a step prints, and that the run and the changed files of a pull
 * request show. Pure. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
import { isUnfinished } from '../../judge/gate.ts';
import { isUnexpected } from '../build/summary.ts';
import type { Report } from '../schema.ts';
import { faultsOnFile } from './faults-on-file.ts';
import { headingsOf } from './headings.ts';
import { pathOfDeviations } from './on-file.ts';
import { count, entryName, printable } from './words.ts';

export const annotationKinds = ['github'] as const;

/** Errors of one step that GitHub shows. */
const most = 10;

interface Annotation {
  title: string;
  message: string[];
  /** Where an entry is at fault: the line at which it begins. */
  line?: number;
}

/** Gives a line for each; none where the exit code is 0. What does not fit is counted in the last one. */
export const githubAnnotations = (report: Report): string[] => {
  if (report.exitCode === 0) return [];
  const all = [...ofGate(report), ...ofEntries(report), ...ofFailures(report)];
  const told = all.length > 0 ? all : [gateItself(report)];
  const more = told.length - most + 1;
  const shown = told.length > most ? [...told.slice(0, most - 1), rest(more)] : told;
  return shown.map((one) => command(one, report));
};

const ofGate = (report: Report): Annotation[] => (isUnfinished(report.gate) ? [gateItself(report)] : []);

const gateItself = ({ gate, reasons, exitCode }: Report): Annotation => ({
  title: `Magistrala security: ${gate}`,
  message: [`Exit code ${exitCode}: ${reasons.join('; ')}`],
});

const ofEntries = (report: Report): Annotation[] =>
  faultsOnFile(report).map(({ deviation: { entry, disposition, line }, text }) => {
    const { kind, names } = entryName(entry);
    return {
      title: `Known deviation ${disposition}`,
      message: [`${kind}: ${names.join(', ')}`, text, ...from(report)],
      line: line ?? 1,
    };
  });

/** The lines are those of another commit than the one that is annotated. */
const from = ({ deviationsFile }: Report): string[] => {
  const revision = deviationsFile?.revision ?? null;
  return revision === null ? [] : [`in the file of commit ${revision.slice(0, 12)}`];
};

/** One for all failures that go back to the same. */
const ofFailures = (report: Report): Annotation[] =>
  headingsOf(report.summary.byCause, report, isUnexpected).map(({ text, groups }) => {
    const [{ first }] = groups as [(typeof groups)[number]];
    const n = groups.reduce((sum, { others }) => sum + 1 + others.length, 0);
    return {
      title: text,
      message: [
        `${first.id}${n > 1 ? `, and ${count(n - 1, 'more case')}` : ''}`,
        `expected: ${first.expected}`,
        `found: ${first.observed}`,
        ...(first.hint === null ? [] : [`on file: ${first.hint.text}`]),
        `again: ${first.reproduce}`,
      ],
    };
  });

const rest = (n: number): Annotation => ({
  title: `…and ${n} more`,
  message: ['all of them are in report.html and summary.md'],
});

const command = ({ title, message, line }: Annotation, report: Report): string => {
  const place =
    line === undefined ? [] : [['file', pathOfDeviations(report)] as const, ['line', String(line)] as const];
  const properties = [...place, ['title', title] as const];
  const data = message.map((part) => escapeData(short(part))).join('%0A');
  return `::error ${properties.map(([name, value]) => `${name}=${escapeProperty(short(value))}`).join(',')}::${data}`;
};

const short = (text: string): string => {
  const flat = printable(text);
  return flat.length > 500 ? `${flat.slice(0, 499)}…` : flat;
};

/** Takes out what would end the command, and begin another one. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
