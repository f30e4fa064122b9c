/** Says what each case of a report weighs for the gate. Pure. */
import type { Weighed } from '../../judge/doubt.ts';
import type { Report } from '../schema.ts';
import { isUnexpected } from './summary.ts';

/** Control-only cases weigh nothing by themselves, except where their missing plain start leaves others open. */
export const weighed = (report: Report): Weighed[] => {
  const stale = new Set(report.deviations.flatMap((entry) => entry.stale));
  const failsStrict = (outcome: string): boolean => report.run.strict && outcome === 'non-strict';
  return report.cases.map((one) => ({
    id: one.id,
    red: isUnexpected(one) || stale.has(one.id) || (failsStrict(one.outcome) && !one.controlOnly),
    open: ['untestable', 'error'].includes(one.outcome),
    calm: one.calm !== null,
  }));
};
