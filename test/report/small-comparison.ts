/** Makes a small comparison with something of everything: the small report, and an older one of another suite. */
import { compareReports } from '../../src/compare/compare.ts';
import type { Comparison } from '../../src/compare/schema.ts';
import type { Report } from '../../src/report/schema.ts';
import { smallReport } from './small-report.ts';

/** One failure less, another failure more, one case graver, and one more case. */
export const olderThan = (after: Report, observed: string): Report => ({
  ...after,
  suite: { ...after.suite, version: '0.0.9' },
  run: { ...after.run, filters: {} },
  cases: [
    ...after.cases.map((each, at): Report['cases'][number] => {
      if (each.outcome === 'fail')
        return at % 2 === 0
          ? { ...each, outcome: 'pass', finding: 'conforms', risk: null, facts: [] }
          : { ...each, risk: 'availability', observed };
      return each.outcome === 'pass'
        ? { ...each, outcome: 'fail', finding: 'deviates', risk: 'weaker', observed }
        : each;
    }),
    { ...after.cases[0]!, id: 'server.pair-is-tls/users.http/no-more' },
  ],
});

/** @param observed what a service has printed, in the older report */
export const smallComparison = (observed: string): Comparison => {
  const after = smallReport();
  return compareReports(olderThan(after, observed), after);
};
