/** Reads the filter options of the command line. */
import type { Naming, Scope, Section } from '../../../suites/vocabulary.ts';
import type { Filters } from '../../plan/options.ts';
import { oneOf } from './values.ts';

export interface FilterFlags {
  section?: string[];
  rule?: string[];
  case?: string[];
  subject?: string[];
  naming?: string[];
  scope?: string;
}

/** Unknown sections, rules and subjects are found out by the selection, which knows the catalogue. */
export const filtersOf = (flags: FilterFlags): Filters => ({
  ...scopesIn(flags),
  sections: (flags.section ?? []) as Section[],
  rules: flags.rule ?? [],
  cases: flags.case ?? [],
  subjects: flags.subject ?? [],
  namings: (flags.naming ?? []).map((word): Naming =>
    oneOf('--naming', ['documented', 'release'], word, 'documented'),
  ),
});

const scopes = {
  page: ['page'],
  platform: ['platform'],
  all: ['page', 'platform'],
} as const satisfies Record<string, readonly Scope[]>;

/** The page's own stay unnamed, so that a run without the option and one with its default are the same. */
export const scopesIn = ({ scope = 'page' }: FilterFlags): Pick<Filters, 'scopes'> => {
  const word = oneOf('--scope', ['page', 'platform', 'all'], scope, 'page');
  return word === 'page' ? {} : { scopes: [...scopes[word]] };
};
