/** Settles what a run and its reruns say of each case: which observation counts, and with what verdict. Pure. */
import type { Case } from '../../../suites/vocabulary.ts';
import type { Observed } from '../../judge/judge.ts';
import type { JournalFooter, JournalLine, JournalObservation } from '../../model/journal.ts';
import type { ReportedCase } from '../schema.ts';
import { agree, isOpen, readings, twiceJudged, unstable, type TwiceJudged } from './readings.ts';

/** The journal of a run, or of a rerun of it. */
export interface NamedJournal {
  /** Of the file, within the folder of the run. */
  name: string;
  lines: readonly JournalLine[];
}

/** What a case rests on, and where it is written. */
export interface Reading {
  line: JournalObservation;
  journal: string;
  /** Made by a rerun. */
  later: boolean;
}

export interface Settlement {
  verdict: TwiceJudged;
  rerun: ReportedCase['rerun'];
  /** The observation that counts. */
  line: JournalObservation;
  /** All observations, the one that counts first. */
  readings: readonly Reading[];
}

/** What one journal says of its cases. */
interface Round {
  journal: string;
  verdicts: ReadonlyMap<string, TwiceJudged>;
  linesOf: (id: string) => JournalObservation[];
}

/**
 * A journal decides a case that earlier ones left open. Two journals that decide a case otherwise make no verdict: a
 * failure does not go away because it was observed until it passed.
 * @param journals of the run, then of its reruns, the oldest first
 * @returns by case id, what was observed at least once
 */
export const settled = (
  journals: readonly NamedJournal[],
  cases: ReadonlyMap<string, Case>,
): ReadonlyMap<string, Settlement> => {
  const rounds = roundsOf(journals, cases);
  const ids = new Set(rounds.flatMap(({ verdicts }) => [...verdicts.keys()]));
  return new Map([...ids].map((id) => [id, settle(id, rounds)]));
};

const roundsOf = (journals: readonly NamedJournal[], cases: ReadonlyMap<string, Case>): Round[] => {
  const known = new Map<string, JournalObservation>();
  return journals.map(({ name, lines }) => {
    const lost = footerOf(lines)?.lost ?? [];
    const { lineOf, firstOf, calmOf } = readings(lines, cases, new Set(lost.flatMap((one) => one.cases)));
    for (const [id, line] of lineOf) known.set(id, line);
    // A rerun that was ended early lacks some of what its cases rest on: of that the run's own observation counts.
    const soFar = new Map(known);
    const observed: Observed = (id) => soFar.get(id)?.observation;
    const verdicts = new Map(
      [...lineOf.keys()].flatMap((id) => {
        const one = cases.get(id);
        return one ? [[id, twiceJudged(one, observed, calmOf)] as const] : [];
      }),
    );
    const linesOf = (id: string): JournalObservation[] =>
      [...new Set([lineOf.get(id), firstOf.get(id), calmOf.get(id)])].filter((line) => line !== undefined);
    return { journal: name, verdicts, linesOf };
  });
};

const settle = (id: string, rounds: readonly Round[]): Settlement => {
  const own = rounds.filter(({ verdicts }) => verdicts.has(id));
  const verdictIn = ({ verdicts }: Round): TwiceJudged => verdicts.get(id)!;
  const deciding = own.filter((round) => !isOpen(verdictIn(round)));
  const counting = deciding.at(-1) ?? own.at(-1)!;
  const others = own.filter((round) => round !== counting).toReversed();
  const found = [counting, ...others].flatMap((round) =>
    round.linesOf(id).map((line) => ({
      ...{ line, journal: round.journal, later: round !== rounds[0] },
    })),
  );
  const [{ line }] = found as [Reading];
  const verdict = verdictIn(counting);
  const [first = counting] = deciding;
  const differs = deciding.some((round) => !agree(verdictIn(round), verdictIn(first)));
  const parts = { line, readings: found };
  if (!differs) return { ...parts, verdict, rerun: whatRerunsSaid(own, deciding, rounds[0]!) };
  const other = deciding.find((round) => !agree(verdictIn(round), verdict))!;
  return {
    ...parts,
    verdict: unstable([verdictIn(other), `in ${other.journal}`], [verdict, `in ${counting.journal}`]),
    rerun: 'differed',
  };
};

const whatRerunsSaid = (
  own: readonly Round[],
  deciding: readonly Round[],
  run: Round,
): ReportedCase['rerun'] => {
  const last = own.at(-1);
  if (last === run) return null;
  if (deciding.at(-1) !== last) return 'silent';
  return deciding.length > 1 ? 'confirmed' : 'replaced';
};

export const footerOf = (lines: readonly JournalLine[]): JournalFooter | undefined =>
  lines.findLast((line): line is JournalFooter => line.type === 'footer');
