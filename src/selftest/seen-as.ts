/**
 * Writes and reads how the cases of the reference deviate for each mutant, as a committed text: with it a test compares
 * every mutant with the deviations of real releases, without observing anything. Pure.
 */
import type { Risk } from '../../suites/vocabulary.ts';
import { globsFor } from '../judge/deviations/globs.ts';
import { globMatcher } from '../judge/glob.ts';
import type { VerdictCode } from '../judge/judge.ts';
import type { Deviating } from './kill.ts';
import type { SelftestResult } from './selftest.ts';

const heading = `# How the cases deviate for each mutant, written by \`npm run selftest -- --handbook\`; not edited by hand.
# Not indented: the mutant. Indented once: code, risk and facts. Indented twice: the cases that deviate so, as globs.
`;

export const seenAsText = ({
  mutants,
  caseIds,
}: {
  mutants: readonly Pick<SelftestResult['mutants'][number], 'name' | 'deviating'>[];
  caseIds: readonly string[];
}): string => {
  const lines = mutants
    .toSorted(byName)
    .flatMap(({ name, deviating }) => [name, ...tuples(deviating, caseIds)]);
  return `${heading}${lines.join('\n')}\n`;
};

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1);

const tuples = (deviating: readonly Deviating[], caseIds: readonly string[]): string[] => {
  const groups = Map.groupBy(deviating, ({ code, risk, facts }) => `  ${code} ${risk} ${facts.join(', ')}`);
  return [...groups]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([tuple, cases]) => {
      const ids = cases.map(({ id }) => id).toSorted();
      return [tuple, ...globsFor(ids, caseIds).map((glob) => `    ${glob}`)];
    });
};

/**
 * Mutant → how the cases deviate for it.
 * @param caseIds those of the catalogue at the time of writing
 * @throws Error for a text of another form
 */
export const parseSeenAs = (text: string, caseIds: readonly string[]): Map<string, Deviating[]> => {
  const seen = new Map<string, Deviating[]>();
  let mutant: Deviating[] | undefined;
  let tuple: Omit<Deviating, 'id'> | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, indent = '', words = ''] = /^( *)(.*)$/.exec(line)!;
    if (indent === '') {
      mutant = [];
      tuple = undefined;
      seen.set(words, mutant);
    } else if (indent.length === 2) {
      const [code = '', risk = '', ...facts] = words.split(' ');
      tuple = { code: code as VerdictCode, risk: risk as Risk, facts: facts.join(' ').split(', ') };
    } else if (mutant && tuple) {
      const matches = globMatcher(words);
      for (const id of caseIds) if (matches(id)) mutant.push({ id, ...tuple });
    } else throw new Error(`a case before a mutant, or before how it deviates: ${words}`);
  }
  return seen;
};
