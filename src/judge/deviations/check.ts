/**
 * Finds everything that is wrong with a deviations file as it stands, without a report. Pure: text in, problems out.
 */
import { factIn } from '../../../suites/facts.ts';
import type { Case, Check } from '../../../suites/vocabulary.ts';
import { hits, nameOfEntry } from './deviations.ts';
import { parseDeviations, type Deviation, type DeviationProblem } from './file.ts';
import { names } from './weigh.ts';

/** @param today as YYYY-MM-DD */
export const checkDeviations = (
  text: string,
  catalogue: readonly Case[],
  today: string,
): DeviationProblem[] => {
  const parsed = parseDeviations(text);
  if (!parsed.ok) return parsed.problems;
  const { entries, lines } = parsed.file;
  return entries.flatMap((entry, index) => {
    const problem = (expected: string, found: string): DeviationProblem => ({
      line: lines[index]!,
      expected,
      found,
    });
    const problems: DeviationProblem[] = [];
    if (!hits(entry, catalogue)) problems.push(problem('a case of the catalogue', nameOfEntry(entry)));
    if (entry.expires < today) {
      problems.push(problem(`an expiry from ${today} on`, `expires: ${entry.expires}`));
    }
    const strange = strangeFact(entry, catalogue);
    if (strange) problems.push(problem(`facts of ${strange.id}: ${strange.known}`, strange.fact));
    for (const [before, other] of entries.slice(0, index).entries()) {
      const both =
        differently(other, entry) && catalogue.find((one) => names(other, one) && names(entry, one));
      if (!both) continue;
      const expected = `one entry a case, so that none excuses what another one would not`;
      problems.push(problem(expected, `${both.id}, of which line ${lines[before]} says something else`));
    }
    return problems;
  });
};

/** A word that a case which the entry names has no fact for: such a case can never be excused by it. */
const strangeFact = (
  entry: Deviation,
  catalogue: readonly Case[],
): { id: string; fact: string; known: string } | undefined => {
  for (const one of catalogue) {
    if (!names(entry, one)) continue;
    const known = kindOf(one, entry.code).map((check) => factIn(one, check));
    const fact = entry.facts.find((word) => !known.includes(word));
    if (fact !== undefined) return { id: one.id, fact, known: known.join(', ') || 'none' };
  }
  return undefined;
};

const kindOf = (one: Case, code: Deviation['code']): readonly Check[] =>
  ({ FORBIDDEN_SEEN: one.never, REQUIRED_ABSENT: one.must, NOT_STRICT: one.should })[code];

const differently = (one: Deviation, other: Deviation): boolean => said(one) !== said(other);

const said = ({ code, facts, risk, finding, cause }: Deviation): string =>
  JSON.stringify([code, facts.toSorted(), risk, finding, cause]);
