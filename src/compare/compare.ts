/** Compares two reports case by case: what fails anew, no longer, otherwise, and what cannot be compared. Pure. */
import type { Report, ReportedCase } from '../report/schema.ts';
import { differencesOfRuns, incomparableReason, sourceOf } from './comparable.ts';
import type { Comparison, Difference, Side } from './schema.ts';

export const compareReports = (before: Report, after: Report): Comparison => {
  const result: Comparison = {
    schemaVersion: 1,
    before: sideOf(before),
    after: sideOf(after),
    differs: differencesOfRuns(before, after),
    source: sourceOf(before, after),
    ...{ new: [], resolved: [], changed: [], unchanged: [], incomparable: [], lost: [] },
  };
  const reasons = new Map<string, { cases: string[]; failing: string[] }>();
  const [old, now] = [casesOf(before), casesOf(after)];
  for (const id of [...new Set([...now.keys(), ...old.keys()])].toSorted()) {
    const [was, is] = [old.get(id), now.get(id)];
    if (was && isJudged(was) && wasWanted(after, id) && !(is && isJudged(is))) result.lost.push(id);
    const reason = incomparableReason({ before, after, id, was, is });
    if (reason === undefined) place(result, differenceOf(was!, is!, titleOf(after, is!)));
    else {
      const group = reasons.get(reason) ?? { cases: [], failing: [] };
      group.cases.push(id);
      if (is && fails(is)) group.failing.push(id);
      reasons.set(reason, group);
    }
  }
  result.incomparable = [...reasons].map(([reason, group]) => ({ reason, ...group }));
  return result;
};

/** Cases that only serve as controls are left out: they were not asked for. */
const casesOf = ({ cases }: Report): Map<string, ReportedCase> =>
  new Map(cases.filter(({ controlOnly }) => !controlOnly).map((each) => [each.id, each]));

/** Observed, or selected and not executed; what is not selected is not missed. */
const wasWanted = ({ cases, selection }: Report, id: string): boolean =>
  selection.notRun.includes(id) || cases.some((each) => each.id === id);

const titleOf = (report: Report, { rule }: ReportedCase): string =>
  report.rules.find(({ id }) => id === rule)?.title ?? rule;

type Verdict = Pick<ReportedCase, 'outcome' | 'finding' | 'risk' | 'cause' | 'code' | 'facts' | 'observed'>;

const fails = ({ outcome }: Verdict): boolean => outcome === 'fail';
const keeps = ({ outcome }: Verdict): boolean => outcome === 'pass' || outcome === 'non-strict';
/** A case that is moot rests on another one's verdict. */
const isJudged = ({ outcome }: Verdict): boolean => outcome !== 'untestable' && outcome !== 'error';

const place = (result: Comparison, difference: Difference & { same: boolean }): void => {
  const { same, ...told } = difference;
  if (same) result.unchanged.push(told.id);
  else if (fails(told.after) && !fails(told.before)) result.new.push(told);
  else if (fails(told.before) && keeps(told.after)) result.resolved.push(told);
  else result.changed.push(told);
};

const differenceOf = (was: ReportedCase, is: ReportedCase, title: string): Difference & { same: boolean } => {
  const [old, now] = [verdictOf(was), verdictOf(is)];
  const differs: Difference['differs'] = (['outcome', 'finding', 'risk', 'code'] as const).filter(
    (field) => old[field] !== now[field],
  );
  // Their order is that of the rule, which says nothing.
  if (old.facts.toSorted().join('\n') !== now.facts.toSorted().join('\n')) differs.push('facts');
  return {
    ...{ id: is.id, rule: is.rule, title, level: is.level, subject: is.subject },
    ...{ direction: directionOf(old, now), differs, before: old, after: now, same: differs.length === 0 },
  };
};

const verdictOf = (one: ReportedCase): Verdict => {
  const { outcome, finding, risk, cause, code, facts, observed } = one;
  return { outcome, finding, risk, cause, code, facts, observed };
};

/** How grave a verdict is; undefined for one that says nothing about the product. */
const gravity = ({ outcome, code, risk }: Verdict): number | undefined => {
  if (outcome === 'pass') return 0;
  if (outcome === 'non-strict') return 1;
  if (outcome !== 'fail') return undefined;
  return 2 + (code === 'FORBIDDEN_SEEN' ? 2 : 0) + (risk === 'weaker' ? 1 : 0);
};

const directionOf = (old: Verdict, now: Verdict): Difference['direction'] => {
  const [before, after] = [gravity(old), gravity(now)];
  if (after === undefined || before === undefined) return fails(now) ? 'worse' : 'other';
  return after === before ? 'other' : after > before ? 'worse' : 'better';
};

const sideOf = ({ target, run, suite, page, gate, exitCode, complete }: Report): Side => ({
  target: { kind: target.kind, release: target.release, runtime: target.runtime },
  ...{ run: run.id, started: run.started, suite, page: page.digest, gate, exitCode, complete },
});
