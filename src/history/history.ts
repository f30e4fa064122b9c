/** Makes one table of the reports of several releases: each rule, at each subject, release by release. Pure. */
import type { Scope } from '../../suites/vocabulary.ts';
import { scopesOfRun } from '../plan/select.ts';
import type { Report, ReportedCase, ReportedRule } from '../report/schema.ts';
import { foldSubjects, type SubjectRow } from './fold.ts';
import { reference, type Chosen } from './runs.ts';
import { states, type Cell, type History, type HistoryRule, type State } from './schema.ts';
import { gravestState, stateOf, type Derived } from './state.ts';
import { whyIn, type WhyOf } from './why.ts';

/**
 * @param runs one a release, in order; at least one
 * @param suite the suite that writes this
 * @param scopes of which cases it speaks: a run that did not ask for them all says nothing of what it lacks, unless
 *   the catalogue of its release is known
 */
export const historyOf = (
  runs: readonly Chosen[],
  { name, version }: History['suite'],
  scopes: readonly Scope[] = ['page'],
): History => {
  const columns = runs.map((run) => columnOf(run, scopes));
  const rules = rulesOf(runs.map(({ report }) => report))
    .map((rule) => ({ rule, rows: rowsOf(rule, columns) }))
    // A rule that no release has a case of, nor could have, says nothing.
    .filter(({ rows }) => rows.length > 0);
  const cells = rules.flatMap(({ rows }) => rows.map((row) => row.cells));
  return {
    schemaVersion: 1,
    suite: { name, version },
    scopes: [...scopes],
    page: runs[0]!.report.page,
    releases: runs.map((run, at) =>
      releaseOf(
        run,
        columns[at]!,
        cells.map((row) => row[at]!.state),
      ),
    ),
    rules: rules.map(({ rule, rows }) => ruleOf(rule, rows, columns)),
  };
};

/** Everything that a report says of one release, by rule and subject. */
interface Column {
  release: string;
  report: Report;
  /** Rules that the suite of the report knew. */
  known: ReadonlySet<string>;
  /** It is known which cases there are: what is not among them does not exist in the release. */
  settled: boolean;
  whole: boolean;
  cells: Map<string, Map<string, Part>>;
  whyOf: WhyOf;
}

interface Part {
  cases: ReportedCase[];
  /** Cases of the catalogue; undefined where that is not known. */
  total: number | undefined;
  inapplicable: string[];
}

const columnOf = ({ report, catalogue }: Chosen, scopes: readonly Scope[]): Column => {
  const { selection, run } = report;
  // The scope decides which catalogue was selected from, and is no filter of it.
  const filters = Object.entries(run.filters).filter(([name]) => name !== 'scopes');
  const filtered = filters.some(([, values]) => values.length > 0) || run.shard !== null;
  const of = ({ scope }: { scope: Scope }): boolean => scopes.includes(scope);
  const all = scopes.every((scope) => scopesOfRun(report).includes(scope));
  const selectedAll = !filtered && selection.selected === selection.catalogue;
  const cells: Column['cells'] = new Map();
  const at = (rule: string, subject: string): Part => {
    const row = cells.get(rule) ?? new Map<string, Part>();
    const total = catalogue || selectedAll ? 0 : undefined;
    const part = row.get(subject) ?? { cases: [], total, inapplicable: [] };
    cells.set(rule, row.set(subject, part));
    return part;
  };
  const more = (part: Part): void => void (part.total !== undefined && (part.total += 1));
  // What only serves as a control was not asked for.
  const asked = report.cases.filter((one) => !one.controlOnly && of(one));
  for (const one of asked) at(one.rule, one.subject).cases.push(one);
  if (catalogue) for (const one of catalogue.cases.filter(of)) more(at(one.rule, one.subject));
  else {
    for (const one of asked) more(at(one.rule, one.subject));
    for (const id of selection.notRun) more(at(...ruleAndSubject(id)));
  }
  for (const one of (catalogue?.notApplicable ?? report.notApplicable).filter(of)) {
    at(one.rule, one.subject).inapplicable.push(one.reason);
  }
  return {
    release: nameOf(report),
    report,
    known: new Set(report.rules.map(({ id }) => id)),
    settled: catalogue !== undefined || (all && selectedAll),
    whole: all && selectedAll && selection.notRun.length === 0,
    cells,
    whyOf: whyIn(report),
  };
};

const nameOf = ({ target }: Report): string => (target.kind === 'reference' ? reference : target.release);

/** An id is `rule/subject/condition`. */
const ruleAndSubject = (id: string): [string, string] => {
  const [rule = id, subject = ''] = id.split('/');
  return [rule, subject];
};

/** In the order of the newest report; rules that only older ones have follow. */
const rulesOf = (reports: readonly Report[]): ReportedRule[] => [
  ...new Map(reports.toReversed().flatMap(({ rules }) => rules.map((rule) => [rule.id, rule]))).values(),
];

const rowsOf = ({ id }: ReportedRule, columns: readonly Column[]): SubjectRow[] => {
  const subjects = [...new Set(columns.flatMap(({ cells }) => [...(cells.get(id)?.keys() ?? [])]))];
  return subjects.map((subject) => ({
    subject,
    cells: columns.map((column) => cellOf(column, id, subject)),
  }));
};

const ruleOf = (
  { id, section, level, basis, title, risk }: ReportedRule,
  rows: readonly SubjectRow[],
  columns: readonly Column[],
): HistoryRule => ({
  ...{ id, section, level, basis, title, risk },
  overall: columns.map(({ release }, at) => {
    const states = rows.map(({ cells }) => cells[at]!.state);
    const present = new Set(states.filter((state) => state !== 'absent'));
    return { release, state: gravestState(states), mixed: present.size > 1 };
  }),
  rows: foldSubjects(rows),
});

const cellOf = (column: Column, rule: string, subject: string): Cell => {
  const { release, known, settled } = column;
  const part = column.cells.get(rule)?.get(subject);
  if (!part) {
    // A suite that did not know the rule, or was not asked for it, says nothing about whether it applies.
    const total = known.has(rule) && settled ? 0 : undefined;
    const reason = known.has(rule)
      ? total === 0
        ? 'the release has no such subject'
        : 'not selected in this run'
      : 'the suite of this run did not know the rule';
    return { release, ...stateOf([], total), why: [], reason };
  }
  const derived = stateOf(part.cases, part.total);
  return { release, ...derived, why: column.whyOf(part.cases), reason: reasonOf(part, derived) };
};

const reasonOf = (part: Part, { state, cases }: Derived): string | null => {
  if (state === 'absent') return [...new Set(part.inapplicable)].join('; ') || 'the release has no such case';
  if (part.total === undefined)
    return 'a part of the catalogue was selected, and nothing says how large the whole is';
  return cases.open > 0 ? `${cases.observed} of ${cases.total} cases were observed` : null;
};

const releaseOf = (
  run: Chosen,
  { release, whole, report }: Column,
  cells: readonly State[],
): History['releases'][number] => {
  const { kind, runtime } = report.target;
  const { version, commit } = report.suite;
  return {
    release,
    target: { kind, runtime },
    ...{ run: report.run.id, started: report.run.started, suite: { version, commit } },
    ...{ source: run.kind, whole, others: run.others.map(({ name }) => name) },
    states: Object.fromEntries(
      states.flatMap((state) => {
        const n = cells.filter((one) => one === state).length;
        return n > 0 ? [[state, n]] : [];
      }),
    ),
  };
};
