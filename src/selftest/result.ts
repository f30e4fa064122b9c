/** Turns the result of a selftest into words and an exit code. Pure. */
import type { SelftestResult } from './selftest.ts';
import type { Autopsy, Fate } from './kill.ts';

/** 1 goes before 4: a mutant that was not seen is a fact, whatever else broke. */
export const exitCodeOf = ({ honest, mutants }: SelftestResult): 0 | 1 | 4 => {
  // A mutant that could not be observed says nothing about the suite.
  if (honest.notGreen.some(({ outcome }) => outcome !== 'error' && outcome !== 'untestable')) return 1;
  if (honest.notGreen.length) return 4;
  if (mutants.some(({ fate }) => fate !== 'killed' && fate !== 'not observed')) return 1;
  return mutants.some(({ fate }) => fate === 'not observed') ? 4 : 0;
};

export const countOf = (mutants: readonly Autopsy[], fate: Fate): number =>
  mutants.filter((one) => one.fate === fate).length;

const fates: readonly Fate[] = ['killed', 'survived', 'wrongly killed', 'inactive', 'not observed'];

export const inWords = (result: SelftestResult): string => {
  const { honest, mutants } = result;
  // The exit code of an interrupted selftest names the signal.
  const end = result.complete ? `exit code ${exitCodeOf(result)}` : 'not complete';
  if (honest.notGreen.length) {
    return [
      ...honest.notGreen.map(({ id, outcome, observed }) => `  ${outcome}  ${id}\n        ${observed}`),
      `The honest reference is not all green: ${honest.notGreen.length} of ${honest.cases} cases; ${end}`,
    ].join('\n');
  }
  const counts = fates.map((fate) => `${countOf(mutants, fate)} ${fate}`).join(', ');
  return `The honest reference: ${honest.cases} cases, all green. ${mutants.length} mutants: ${counts}; ${end}`;
};
