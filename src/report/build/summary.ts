/** Counts over the selected cases of a report, and the red ones by what they go back to. Pure. */
import type { Case, Rule, Scope } from '../../../suites/vocabulary.ts';
import { findings, type Surroundings } from '../../judge/findings.ts';
import { isUnexcused, mayGate } from '../../judge/gate.ts';
import type { CauseGroup, Report, ReportedCase } from '../schema.ts';
import { statementOf } from './statement.ts';

const outcomes = ['pass', 'non-strict', 'fail', 'untestable', 'error', 'moot'] as const;

export const summaryOf = (
  cases: readonly ReportedCase[],
  notApplicable: number,
  context: { around: Surroundings; release: string; scopes: readonly Scope[] },
): Report['summary'] => {
  const counting = cases.filter((one) => !one.controlOnly);
  const count = (holds: (one: ReportedCase) => boolean): number => counting.filter(holds).length;
  return {
    outcomes: {
      ...record(outcomes, (outcome) => count((one) => one.outcome === outcome)),
      'not-applicable': notApplicable,
    },
    findings: record(findings, (finding) => count((one) => one.finding === finding)),
    scopes: context.scopes.map((scope) => {
      const own = counting.filter((one) => one.scope === scope);
      const of = (outcome: ReportedCase['outcome']): number =>
        own.filter((one) => one.outcome === outcome).length;
      return { scope, outcomes: record(outcomes, of), unexpected: own.filter(isUnexpected).length };
    }),
    byCause: causesOf(counting, cases, context),
  };
};

const record = <Key extends string>(keys: readonly Key[], value: (key: Key) => number): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<Key, number>;

/** Groups in the order of the catalogue; a case without a cause is a separate group. */
const causesOf = (
  counting: readonly ReportedCase[],
  all: readonly ReportedCase[],
  { around, release }: { around: Surroundings; release: string },
): CauseGroup[] => {
  const red = counting.filter((one) => ['fail', 'non-strict', 'moot'].includes(one.outcome));
  const groups = Map.groupBy(red, (one) => one.cause ?? one.id);
  return [...groups].map(([cause, members]) => {
    // The root itself may be observed for its cases' sake only, or not be red.
    const root = all.find((one) => one.id === cause) ?? members[0]!;
    const shown = members.find((one) => one.id === cause) ?? members[0]!;
    const finding = shown.finding;
    const written = around.cases.get(cause);
    const statement =
      written &&
      statementOf(written, {
        finding: finding ?? undefined,
        seen: around.observed(cause),
        release,
        names: around.names,
      });
    return {
      cause,
      rule: root.rule,
      finding,
      risk: shown.risk,
      statement: statement ?? null,
      cases: members.map((one) => one.id),
      outcomes: Object.fromEntries(
        outcomes
          .map((outcome) => [outcome, members.filter((one) => one.outcome === outcome).length] as const)
          .filter(([, n]) => n > 0),
      ),
      unexpected: members.filter(isUnexpected).length,
    };
  });
};

/** Fails the gate: a failure that gates, without an excuse in force. */
export const isUnexpected = (one: ReportedCase): boolean =>
  !one.controlOnly && mayGate(one) && isUnexcused(one);

/** Whether a case is non-strict without an entry on file. */
export const isNonStrict = (one: ReportedCase): boolean =>
  !one.controlOnly &&
  one.outcome === 'non-strict' &&
  one.disposition !== 'known' &&
  one.disposition !== 'stale';

export const coverageOf = (
  cases: readonly ReportedCase[],
  rules: readonly Rule[],
  selected: readonly string[],
  catalogue: ReadonlyMap<string, Case>,
): Report['coverage'] => {
  const tested = new Set(
    cases
      .filter((one) => !one.controlOnly && ['pass', 'non-strict', 'fail'].includes(one.outcome))
      .map((one) => one.rule),
  );
  const asked = new Set(selected.map((id) => catalogue.get(id)?.rule));
  const ids = rules.map((rule) => rule.id);
  return {
    rules: {
      tested: ids.filter((id) => tested.has(id)),
      untested: ids.filter((id) => !tested.has(id) && asked.has(id)),
      excluded: ids.filter((id) => !tested.has(id) && !asked.has(id)),
    },
  };
};
