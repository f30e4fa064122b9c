/** Counts in words, as every format and the console say them. */
import type { Report } from './schema.ts';

const shown = ['pass', 'non-strict', 'fail', 'untestable', 'error', 'moot', 'not-applicable'] as const;

/** Known failures among all failures, for `fail`. */
export const knownFailures = (report: Report): number =>
  report.cases.filter((one) => !one.controlOnly && one.outcome === 'fail' && one.disposition === 'known')
    .length;

/** `219 pass, 24 fail (24 known), 12 moot`; what is 0 is left out, but for passes and failures. */
export const countsInWords = (report: Report): string => {
  const { outcomes } = report.summary;
  const parts = shown.flatMap((outcome) => {
    const n = outcomes[outcome];
    if (n === 0 && outcome !== 'pass' && outcome !== 'fail') return [];
    const known = outcome === 'fail' ? knownFailures(report) : 0;
    return [`${n} ${outcome.replace('-', ' ')}${known ? ` (${known} known)` : ''}`];
  });
  const { notRun } = report.selection;
  return [...parts, ...(notRun.length ? [`${notRun.length} not run`] : [])].join(', ');
};

/** What was tested: `images v0.19.1 as containers`. */
export const targetInWords = (report: Report): string => {
  const { kind, release, runtime } = report.target;
  return kind === 'reference'
    ? `the built-in reference, as ${runtime}`
    : `${release} (${kind}), as ${runtime}`;
};
