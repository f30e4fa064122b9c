/**
 * Writes and reads the mutants for which each case of the reference is red, as a committed text. Cases that are red for
 * the same mutants stand together. Pure.
 */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { matrixOf, type Matrix } from './matrix.ts';
import { judgedCases } from './reach.ts';
import type { SelftestResult } from './selftest.ts';

/** Case → names of the mutants that it is red for; none for a case that sees nothing. */
export type SeenBy = Readonly<Record<string, readonly string[]>>;

const heading = `# Which mutants each case is red for, written by \`npm run selftest -- --handbook\`; not edited by hand.
# Not indented: names of mutants, or "none". Indented: the cases that are red for exactly these.
`;

const none = 'none';

export const seenByText = ({ seenBy }: Pick<Matrix, 'seenBy'>): string => {
  const groups = new Map<string, string[]>();
  for (const [id, names] of Object.entries(seenBy)) {
    const key = names.toSorted().join(' ') || none;
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }
  const parts = [...groups]
    .map(([names, ids]) => ({ names, ids: ids.toSorted() }))
    .sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1));
  const lines = parts.flatMap(({ names, ids }) => [names, ...ids.map((id) => `  ${id}`)]);
  return `${heading}${lines.join('\n')}\n`;
};

/** The relation that a run has found; pairs that it did not judge are taken from `before`. */
export const seenByWith = (
  before: SeenBy,
  result: Pick<SelftestResult, 'mutants' | 'caseIds' | 'all'>,
  mutants: readonly Pick<Mutant, 'name' | 'scope'>[],
): Record<string, string[]> => {
  const { seenBy } = matrixOf(result);
  const cases = result.caseIds.map((id) => ({ id }));
  for (const mutant of mutants) {
    const judged = new Set(judgedCases(mutant, cases, result.all).map(({ id }) => id));
    for (const { id } of cases) {
      if (!judged.has(id) && before[id]?.includes(mutant.name)) seenBy[id]!.push(mutant.name);
    }
  }
  return seenBy;
};

/** @throws Error for a text of another form */
export const parseSeenBy = (text: string): SeenBy => {
  const seenBy: Record<string, readonly string[]> = {};
  let names: readonly string[] | undefined;
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith('  ')) names = line === none ? [] : line.split(' ');
    else if (names) seenBy[line.trim()] = names;
    else throw new Error(`a case before any names of mutants: ${line.trim()}`);
  }
  return seenBy;
};
