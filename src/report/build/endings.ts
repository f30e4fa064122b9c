/** How a run with its reruns ended, and why cases of it were not executed. Pure. */
import type { JournalFooter, JournalLine, Lost } from '../../model/journal.ts';
import type { Report } from '../schema.ts';
import { footerOf, type NamedJournal } from './settled.ts';

export interface EndOfAll {
  complete: boolean;
  interrupted: string | null;
  lost: Lost[];
  finished: string | null;
  /** Of the run and of the reruns together. */
  ms: number | null;
}

/**
 * The last one decides how it ended: what an earlier one left open, a later one may have observed.
 * @param notRun ids of selected cases that none has observed
 */
export const endOfAll = (
  run: readonly JournalLine[],
  reruns: readonly NamedJournal[],
  notRun: readonly string[],
): EndOfAll => {
  const all = [run, ...reruns.map(({ lines }) => lines)];
  const footers = all.map(footerOf);
  const last = footers.at(-1);
  const cameToItsEnd = last?.complete === true && last.interrupted === null;
  const missing = new Set(notRun);
  const earlier = footers.slice(0, -1).flatMap((footer) => stillLost(footer, missing));
  const whole = footers.every((footer) => footer?.complete === true && footer.interrupted === null);
  return {
    complete: cameToItsEnd && (whole || notRun.length === 0),
    interrupted: last?.interrupted ?? null,
    lost: [...earlier, ...(last?.lost ?? [])],
    finished: last?.finished ?? null,
    ms: footers.every((footer) => footer !== undefined) ? sum(footers.map(({ ms }) => ms)) : null,
  };
};

/** Cases that were observed later are lost no more; what was lost without a case cannot be observed again. */
const stillLost = (footer: JournalFooter | undefined, missing: ReadonlySet<string>): Lost[] =>
  (footer?.lost ?? []).flatMap((one) => {
    const cases = one.cases.filter((id) => missing.has(id));
    return cases.length > 0 || one.cases.length === 0 ? [{ ...one, cases }] : [];
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

export const rerunOf = ({ name, lines }: NamedJournal): Report['run']['reruns'][number] => {
  const [header] = lines;
  if (header?.type !== 'header') throw new Error('a journal begins with its header');
  return {
    journal: name,
    started: header.run.started,
    finished: footerOf(lines)?.finished ?? null,
    cases: header.selection.selected.length,
  };
};

/** Every case that was not executed stands under one reason at least. */
export const notRunBecause = (
  notRun: readonly string[],
  journals: readonly (readonly JournalLine[])[],
): Report['selection']['notRunBecause'] => {
  const footers = journals.map(footerOf);
  const reasons = footers
    .flatMap((footer) => footer?.lost ?? [])
    .map(({ code, message, cases }) => ({
      code,
      reason: message,
      cases: cases.filter((id) => notRun.includes(id)),
    }));
  const known = new Set(reasons.flatMap(({ cases }) => cases));
  const others = notRun.filter((id) => !known.has(id));
  const early = footers.find((footer) => !footer || footer.interrupted !== null);
  const end = footers.every((footer) => footer?.interrupted === null) ? footers.at(-1) : early;
  return [...reasons, { ...endOf(end), cases: others }].filter(({ cases }) => cases.length > 0);
};

/** Why cases are open that the journal says nothing about. */
const endOf = (footer: JournalFooter | undefined): { code: string; reason: string } => {
  if (!footer) return { code: 'NO_END', reason: 'the journal ends before the run did: the suite was killed' };
  const { interrupted } = footer;
  return interrupted === null
    ? { code: 'NO_LINE', reason: 'the journal holds no observation of them, and does not say why' }
    : { code: 'INTERRUPTED', reason: `${interrupted} ended the run before their turn` };
};
