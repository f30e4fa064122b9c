/** Says which observation of a start counts, where a run has observed it a second time in calm. Pure. */
import type { Case } from '../../../suites/vocabulary.ts';
import { judge, type Observed, type Verdict } from '../../judge/judge.ts';
import type { JournalLine, JournalObservation } from '../../model/journal.ts';
import type { Observation } from '../../model/observation.ts';
import type { ReportedCase } from '../schema.ts';

export interface Readings {
  /** The observation that counts, by case id. */
  lineOf: ReadonlyMap<string, JournalObservation>;
  /** The one made at first, by case id. */
  firstOf: ReadonlyMap<string, JournalObservation>;
  /** The one made in calm, where there is one. */
  calmOf: ReadonlyMap<string, JournalObservation>;
}

/**
 * A first observation that says nothing gives way to the one made in calm; otherwise the two are held together.
 * @param lost ids of cases whose observations do not count
 */
export const readings = (
  lines: readonly JournalLine[],
  cases: ReadonlyMap<string, Case>,
  lost: ReadonlySet<string> = new Set(),
): Readings => {
  const observations = lines
    .filter((line) => line.type === 'observation')
    .map((line) => ({ ...line, cases: line.cases.filter((id) => !lost.has(id)) }));
  const firstOf = byCase(observations.filter((line) => line.reading === undefined));
  const calmOf = byCase(observations.filter((line) => line.reading === 'calm'));
  const observed: Observed = (id) => firstOf.get(id)?.observation;
  const saysNothing = (id: string): boolean => {
    const one = cases.get(id);
    return one !== undefined && isOpen(judge(one, observed));
  };
  const lineOf = new Map(firstOf);
  for (const calm of new Set(calmOf.values())) {
    if (calm.observation.infrastructure || !calm.cases.some(saysNothing)) continue;
    for (const id of calm.cases) lineOf.set(id, calm);
  }
  return { lineOf, firstOf, calmOf };
};

/** Says nothing about the product. */
export const isOpen = ({ outcome }: Verdict): boolean => outcome === 'untestable' || outcome === 'error';

/** Of two observations of one case, one that could be arranged counts. */
const byCase = (lines: readonly JournalObservation[]): Map<string, JournalObservation> => {
  const found = new Map<string, JournalObservation>();
  for (const line of lines) {
    for (const id of line.cases) {
      const known = found.get(id);
      if (!known || (known.observation.infrastructure && !line.observation.infrastructure)) {
        found.set(id, line);
      }
    }
  }
  return found;
};

/** What came of the second reading; null where there is none. */
export type TwiceJudged = Verdict & { calm: ReportedCase['calm'] };

/**
 * Two readings that disagree make no verdict. A failure that was not seen again is one of these; what was kept at first
 * stays so where the second reading says nothing, as nothing speaks against it.
 */
export const twiceJudged = (one: Case, observed: Observed, calmOf: Readings['calmOf']): TwiceJudged => {
  const verdict = judge(one, observed);
  const calm = calmOf.get(one.id)?.observation;
  if (!calm) return { ...verdict, calm: null };
  if (calm === observed(one.id)) return { ...verdict, calm: 'replaced' };
  // Of the case itself the second reading counts even where it failed: such a result was not confirmed.
  const inCalm = (id: string): Observation | undefined =>
    id === one.id ? calm : (usable(calmOf.get(id)?.observation) ?? observed(id));
  const again = judge(one, inCalm);
  if (agree(verdict, again)) return { ...verdict, calm: 'confirmed' };
  if (verdict.outcome !== 'fail' && isOpen(again)) return { ...verdict, calm: 'silent' };
  return { ...unstable([verdict, 'at first'], [again, 'in calm']), calm: 'differed' };
};

/** Two verdicts about one case, each with when it was made, that contradict each other: neither counts. */
export const unstable = <One extends Verdict>(
  [verdict, first]: readonly [One, string],
  [again, then]: readonly [One, string],
): One => {
  const { facts: _, cause: __, ...rest } = again;
  return {
    ...(rest as One),
    facts: [],
    outcome: 'untestable',
    code: 'UNSTABLE',
    expected: verdict.expected,
    observed: `${verdict.outcome} ${first} (${verdict.observed}), ${again.outcome} ${then} (${again.observed})`,
  };
};

const usable = (o: Observation | undefined): Observation | undefined => (o?.infrastructure ? undefined : o);

export const agree = (one: Verdict, other: Verdict): boolean =>
  one.outcome === other.outcome && one.code === other.code;
