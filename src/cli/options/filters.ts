/** Reads the filter options of the command line. */
import type { Naming, Section } from '../../../suites/vocabulary.ts';
import type { Filters } from '../../plan/options.ts';
import { oneOf } from './values.ts';

export interface FilterFlags {
  section?: string[];
  rule?: string[];
  case?: string[];
  subject?: string[];
  naming?: string[];
}

/** Unknown sections, rules and subjects are found out by the selection, which knows the catalogue. */
export const filtersOf = (flags: FilterFlags): Filters => ({
  sections: (flags.section ?? []) as Section[],
  rules: flags.rule ?? [],
  cases: flags.case ?? [],
  subjects: flags.subject ?? [],
  namings: (flags.naming ?? []).map((word): Naming =>
    oneOf('--naming', ['documented', 'release'], word, 'documented'),
  ),
});
