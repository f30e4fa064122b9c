/**
 * Relates cases and mutants: mutants seen by one case alone, cases that see none, and cases that see the same. Pure.
 */
import type { SelftestResult } from './selftest.ts';

export interface Matrix {
  /** Case → names of the mutants that it is red for. */
  seenBy: Record<string, string[]>;
  /** Mutants that one case alone sees, with that case. */
  alone: { mutant: string; case: string }[];
  /** Cases that are red for the same mutants; each set has at least two. */
  alike: { cases: string[]; mutants: string[] }[];
  /** Cases that no mutant turns red. */
  blind: string[];
}

export const matrixOf = ({ mutants, caseIds }: Pick<SelftestResult, 'mutants' | 'caseIds'>): Matrix => {
  const seenBy: Record<string, string[]> = Object.fromEntries(caseIds.map((id) => [id, []]));
  for (const { name, red } of mutants) for (const { id } of red) (seenBy[id] ??= []).push(name);
  const groups = new Map<string, { cases: string[]; mutants: string[] }>();
  for (const [id, names] of Object.entries(seenBy)) {
    if (!names.length) continue;
    const key = names.toSorted().join(' ');
    const group = groups.get(key) ?? { cases: [], mutants: names };
    group.cases.push(id);
    groups.set(key, group);
  }
  return {
    seenBy,
    alone: mutants
      .filter(({ red }) => red.length === 1)
      .map(({ name, red }) => ({ mutant: name, case: red[0]!.id })),
    alike: [...groups.values()].filter(({ cases }) => cases.length > 1),
    blind: caseIds.filter((id) => !seenBy[id]?.length),
  };
};
