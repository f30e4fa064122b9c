import { countOf } from './result.ts';
import type { SelftestResult } from './selftest.ts';

/** An endpoint badge of shields.io: https://shields.io/badges/endpoint-badge */
export const badgeOf = ({ honest, mutants }: SelftestResult) => {
  const killed = countOf(mutants, 'killed');
  const green = honest.notGreen.length === 0;
  return {
    schemaVersion: 1,
    label: 'mutants killed',
    message: green ? `${killed} of ${mutants.length}` : 'the reference is not green',
    color: green && killed === mutants.length ? 'brightgreen' : 'red',
  };
};
