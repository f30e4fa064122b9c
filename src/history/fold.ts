/** Folds what is alike: subjects of a rule that never differ, equal reasons, and releases next to each other in one state. Pure. */
import type { Cell, Counts, HistoryRow, Span, Why } from './schema.ts';
import { gravest } from './state.ts';

export interface SubjectRow {
  subject: string;
  cells: Cell[];
}

/**
 * Subjects are alike where they are in the same state in every release that has both, and some release has both. In the
 * order in which the first subject of each row comes.
 */
export const foldSubjects = (rows: readonly SubjectRow[]): HistoryRow[] => {
  const groups: SubjectRow[][] = [];
  for (const row of rows) {
    const group = groups.find((each) => each.every((member) => neverDiffer(member, row)) && meets(each, row));
    if (group) group.push(row);
    else groups.push([row]);
  }
  return groups.map(rowOf);
};

const isPresent = (cell: Cell | undefined): cell is Cell => cell !== undefined && cell.state !== 'absent';

const neverDiffer = (a: SubjectRow, b: SubjectRow): boolean =>
  a.cells.every((cell, at) => !isPresent(cell) || !isPresent(b.cells[at]) || isAlike(cell, b.cells[at]));

/** A subject that no release has together with the others says nothing of them; what is absent everywhere stays alone too. */
const meets = (group: readonly SubjectRow[], { cells }: SubjectRow): boolean =>
  group.some((member) => member.cells.some((cell, at) => isPresent(cell) && isPresent(cells[at]))) ||
  [...group, { cells }].every((row) => !row.cells.some(isPresent));

type Look = Pick<Cell, 'state' | 'renamed' | 'loose'>;

const isAlike = (a: Look, b: Look): boolean =>
  a.state === b.state && a.renamed === b.renamed && a.loose === b.loose;

const rowOf = (group: readonly SubjectRow[]): HistoryRow => {
  const cells = group[0]!.cells.map((_, at) => {
    const all = group.map((each) => each.cells[at]!);
    const present = all.filter(isPresent);
    return joined(present.length > 0 ? present : all);
  });
  const releases = cells.filter(isPresent).map(({ release }) => release);
  const subjects = group.map(({ subject, cells: own }) => {
    const its = own.filter(isPresent).map(({ release }) => release);
    return { subject, releases: its.length < releases.length ? its : null };
  });
  return { subjects, cells, spans: spansOf(cells) };
};

const joined = (cells: readonly Cell[]): Cell => ({
  ...cells[0]!,
  risk: gravest(cells.map(({ risk }) => risk)),
  cases: added(cells.map(({ cases }) => cases)),
  why: joinedWhy(cells.flatMap(({ why }) => why)),
  reason: [...new Set(cells.flatMap(({ reason }) => reason ?? []))].join('; ') || null,
});

const added = (all: readonly Counts[]): Counts => {
  const sum = (kind: Exclude<keyof Counts, 'total'>): number => all.reduce((n, each) => n + each[kind], 0);
  return {
    total: all.some(({ total }) => total === null) ? null : all.reduce((n, { total }) => n + total!, 0),
    ...{ observed: sum('observed'), kept: sum('kept'), loose: sum('loose'), renamed: sum('renamed') },
    ...{ ignored: sum('ignored'), deviating: sum('deviating'), moot: sum('moot'), open: sum('open') },
  };
};

/** The same reason is said once, with all of its cases; the one with most cases first. */
export const joinedWhy = (all: readonly Why[]): Why[] =>
  [
    ...Map.groupBy(all, ({ finding, code, facts, risk, text }) =>
      JSON.stringify([finding, code, facts, risk, text]),
    ).values(),
  ]
    .map((group) => ({ ...group[0]!, cases: group.reduce((n, { cases }) => n + cases, 0) }))
    .toSorted((a, b) => b.cases - a.cases);

export const spansOf = (cells: readonly Cell[]): Span[] => {
  const spans: Span[] = [];
  for (const { state, renamed, loose, risk, release } of cells) {
    const last = spans.at(-1);
    if (last && isAlike(last, { state, renamed, loose })) {
      last.last = release;
      last.risk = gravest([last.risk, risk]);
    } else spans.push({ state, renamed, loose, risk, first: release, last: release });
  }
  return spans;
};
