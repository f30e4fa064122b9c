/** Checks what holds for every run, whatever broke around it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { journalLine } from '../../src/journal/schema.ts';
import type { JournalHeader, JournalLine, JournalObservation } from '../../src/model/journal.ts';
import type { Report } from '../../src/report/schema.ts';
import type { Run, RunEnd } from './command.ts';
import { leftoversOf } from './leftovers.ts';

export interface Ending {
  end: RunEnd;
  /** Undefined where the run ended before an observation could be judged. */
  report: Report | undefined;
  journal: JournalLine[];
  /** Sentences about what does not hold; empty is expected. */
  wrong: string[];
  /** Cases by outcome, without those that only serve as controls. */
  outcomes: Record<string, number>;
}

/** Reads the output and reports of a run, and compares them with an undisturbed run and with each other. */
export const endingOf = async (run: Run, docker?: string): Promise<Ending> => {
  const end = await run.ended;
  const { lines: journal, wrong: unreadable } = readLines(run.out);
  const report = readReport(run.out);
  const traces = { ...run, ...(docker !== undefined && { docker }) };
  const wrong = [
    ...unreadable,
    ...stackTraces(end.console),
    ...leftoversOf(traces).map((one) => `left behind: ${one}`),
    ...(report
      ? [...verdicts(report), ...lost(report, journal, end), ...codes(report, journal, end)]
      : unjudged(end)),
  ];
  const outcomes: Record<string, number> = {};
  for (const one of report?.cases ?? []) {
    if (!one.controlOnly) outcomes[one.outcome] = (outcomes[one.outcome] ?? 0) + 1;
  }
  return { end, report, journal, wrong, outcomes };
};

const readReport = (out: string): Report | undefined => {
  const path = join(out, 'report.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined;
};

/** `cut`: the last line may be cut off, as when the process was killed while it wrote. */
export const readLines = (out: string, cut = false): { lines: JournalLine[]; wrong: string[] } => {
  const path = join(out, 'journal.ndjson');
  const rows = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [''];
  const last = rows.pop() ?? '';
  const wrong = last === '' || cut ? [] : [`the journal's last line is cut off: ${last.slice(0, 80)}`];
  const lines = rows.flatMap((row, at) => {
    try {
      const { success, error, data } = journalLine.safeParse(JSON.parse(row));
      if (success) return [data];
      wrong.push(`line ${at + 1} of the journal does not fit the schema: ${error.message.slice(0, 200)}`);
      return [];
    } catch {
      wrong.push(`line ${at + 1} of the journal does not parse: ${row.slice(0, 80)}`);
      return [];
    }
  });
  return { lines, wrong };
};

const stackTraces = (text: string): string[] =>
  text
    .split('\n')
    .filter(
      (line) => /(^|\s)at (.+ \()?(file:|node:|\/).+:\d+:\d+\)?/.test(line) || /UnhandledPromise/.test(line),
    )
    .map((line) => `a stack trace on the console: ${line.trim().slice(0, 200)}`);

/** A verdict is the one of an undisturbed run; `error` and `untestable` are none. */
const verdicts = (report: Report): string[] => {
  const undisturbed = inject('undisturbed');
  return report.cases
    .filter(({ outcome }) => outcome !== 'error' && outcome !== 'untestable')
    .filter(({ id, outcome }) => undisturbed[id] !== outcome)
    .map(
      ({ id, outcome, observed }) =>
        `${id}: ${outcome}, undisturbed ${undisturbed[id]}: ${observed.slice(0, 300)}`,
    );
};

/**
 * Cases that are not judged as promised. A byte probe that an ordinary user's machine let no chance says so, and is
 * none of the faults here: only root may have it run before everything else.
 */
const notPassed = (report: Report | undefined): string[] =>
  (report?.cases ?? [])
    .filter(({ controlOnly, outcome }) => !controlOnly && outcome !== 'pass')
    .filter(
      ({ outcome, observed }) =>
        !(outcome === 'untestable' && observed.startsWith('not observed: the byte probe')),
    )
    .map(({ id, outcome, observed }) => `${id}: ${outcome}: ${observed.slice(0, 300)}`)
    .concat(report ? [] : ['nothing was judged']);

/** Whatever is broken, every case passes. */
export const expectAllPassed = ({ wrong, report, end }: Ending): void => {
  expect(wrong).toEqual([]);
  expect(notPassed(report), end.console).toEqual([]);
};

/** Every observation is judged; every selected case is judged or reported as not run. */
const lost = (report: Report, journal: readonly JournalLine[], end: RunEnd): string[] => {
  const header = journal.find((line): line is JournalHeader => line.type === 'header');
  if (!header) return ['the journal has no header'];
  const observed = new Set(
    journal
      .filter((line): line is JournalObservation => line.type === 'observation')
      .flatMap(({ cases }) => cases),
  );
  const judged = new Set(report.cases.map(({ id }) => id));
  const untold = new Set(report.selection.notRun);
  const { selected, controlOnly } = header.selection;
  const many = untold.size;
  return [
    ...[...observed].filter((id) => !judged.has(id)).map((id) => `observed and not judged: ${id}`),
    ...[...judged]
      .filter((id) => !observed.has(id) && !overOthers(id))
      .map((id) => `judged and not observed: ${id}`),
    ...selected.filter((id) => !judged.has(id) && !untold.has(id)).map((id) => `lost: ${id}`),
    ...(many === 0
      ? controlOnly.filter((id) => !judged.has(id)).map((id) => `a control lost without a word: ${id}`)
      : []),
    ...(many > 0 && !end.console.includes('not executed')
      ? ['nothing says that cases were not executed']
      : []),
  ];
};

/** Assertions over the observations of other cases. */
const overOthers = (id: string): boolean => id.includes('secret-stays-secret');

/** Exit code and last line as the report has them, and as the outcomes ask for. */
const codes = (
  report: Report,
  journal: readonly JournalLine[],
  { code, console: text }: RunEnd,
): string[] => {
  const last = text.trim().split('\n').at(-1) ?? '';
  const gating = report.cases.filter((one) => !one.controlOnly && one.level !== 'info');
  const has = (outcome: string): boolean => gating.some((one) => one.outcome === outcome);
  const open = has('untestable') || report.selection.notRun.length > 0 || !report.complete;
  const broken = has('error') || journal.some((line) => line.type === 'footer' && line.lost?.length);
  const asked = has('fail') ? 1 : broken ? 4 : open ? 3 : 0;
  return [
    ...(code === report.exitCode ? [] : [`exit code ${code}, in the report ${report.exitCode}`]),
    ...(code === asked ? [] : [`exit code ${code}, the outcomes ask for ${asked}`]),
    ...(last.startsWith(`${report.gate}: `) && last.includes(`exit code ${code}`)
      ? []
      : [`the last line does not name the gate: ${last}`]),
  ];
};

/** A run that could not begin prints an error in three parts. */
const unjudged = ({ code, console: text }: RunEnd): string[] => [
  ...(code === 4 ? [] : [`exit code ${code} of a run that judged nothing`]),
  ...['expected', 'found', 'to do']
    .filter((part) => !new RegExp(`^  ${part} +\\S`, 'm').test(text))
    .map((part) => `the message has no part "${part}"`),
];
