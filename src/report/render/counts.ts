/** Counts in words, as every format and the console say them. */
import { isUnexcused, mayGate } from '../../judge/gate.ts';
import type { Report } from '../schema.ts';
import { count } from './words.ts';

const shown = ['pass', 'non-strict', 'fail', 'untestable', 'error', 'moot', 'not-applicable'] as const;

/** Of the failures, those that do not count against the product: `1 known, 2 info`; empty when all do. */
export const excusedFailures = (report: Report): string => {
  const failed = report.cases.filter((one) => !one.controlOnly && one.outcome === 'fail');
  const known = failed.filter((one) => one.disposition === 'known').length;
  const stale = failed.filter((one) => one.disposition === 'stale').length;
  const info = failed.filter((one) => isUnexcused(one) && !mayGate(one)).length;
  return [
    ...(known ? [`${known} known`] : []),
    ...(stale ? [`${stale} milder than on file`] : []),
    ...(info ? [`${info} info`] : []),
  ].join(', ');
};

/** `219 pass, 24 fail (24 known), 12 moot`; what is 0 is left out, but for passes and failures. */
export const countsInWords = (report: Report): string => {
  const { outcomes } = report.summary;
  const parts = shown.flatMap((outcome) => {
    const n = outcomes[outcome];
    if (n === 0 && outcome !== 'pass' && outcome !== 'fail') return [];
    const excused = outcome === 'fail' ? excusedFailures(report) : '';
    return [`${n} ${outcome.replace('not-', 'not ')}${excused && ` (${excused})`}`];
  });
  const { notRun } = report.selection;
  return [...parts, ...(notRun.length ? [`${notRun.length} not run`] : [])].join(', ');
};

/** What was asked for beyond the page, apart from what the page names; undefined where the run stopped at the page. */
export const scopesInWords = ({ summary: { scopes } }: Report): string | undefined => {
  if (scopes.every(({ scope }) => scope === 'page')) return undefined;
  const parts = scopes.map(({ scope, outcomes, unexpected }) => {
    const counted = shown.flatMap((outcome) =>
      outcome !== 'not-applicable' && outcomes[outcome] > 0 ? [`${outcomes[outcome]} ${outcome}`] : [],
    );
    return `${scopeWords[scope]}: ${counted.join(', ') || 'nothing'} (${unexpected} unexpected)`;
  });
  return parts.join('; ');
};

const scopeWords = { page: 'Scope page', platform: 'scope platform' } as const;

/** What reruns have changed; undefined without one. */
export const rerunsInWords = (report: Report): string | undefined => {
  const { reruns } = report.run;
  if (!reruns.length) return undefined;
  const again = report.cases.flatMap(({ rerun }) => rerun ?? []);
  const parts = (['replaced', 'confirmed', 'differed', 'silent'] as const).flatMap((kind) => {
    const n = again.filter((each) => each === kind).length;
    return n ? [`${n} ${rerunWords[kind]}`] : [];
  });
  const asked = reruns.reduce((sum, { cases }) => sum + cases, 0);
  return `${count(reruns.length, 'rerun')} of ${count(asked, 'case')}, with those that they rest on: ${parts.join(', ') || 'nothing was observed'}`;
};

const rerunWords = {
  replaced: 'decided that were open',
  confirmed: 'as before',
  differed: 'otherwise than before, so that neither counts',
  silent: 'without a result',
};

/** What was tested: `images v0.19.1 as containers`. */
export const targetInWords = ({
  target: { kind, release, runtime },
}: {
  target: Pick<Report['target'], 'kind' | 'release' | 'runtime'>;
}): string => {
  if (kind === 'live') return `a live deployment${release === 'unknown' ? '' : ` of ${release}`}`;
  return kind === 'reference'
    ? `the built-in reference, as ${runtime}`
    : `${release} (${kind}), as ${runtime}`;
};
