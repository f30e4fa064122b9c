/** Decides the fate of a mutant by its observations. Pure. */
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import type { Case, Risk } from '../../suites/vocabulary.ts';
import { riskOf } from '../judge/findings.ts';
import { judge, type Observed, type VerdictCode } from '../judge/judge.ts';
import type { Outcome } from '../model/outcome.ts';

export type Fate =
  /** Red: exactly the declared rules. */
  | 'killed'
  /** Red: nothing. */
  | 'survived'
  /** Red: another set of rules than the declared one. */
  | 'wrongly killed'
  /** Its fault point was never passed, so that the start showed nothing. */
  | 'inactive'
  /** The infrastructure of one of its starts was broken. */
  | 'not observed';

export interface JudgedCase {
  id: string;
  rule: string;
  outcome: Outcome;
  observed: string;
  /** The case that causes this outcome. */
  cause?: string;
}

/** How a case deviates, as an entry of a deviations file would say it. */
export interface Deviating {
  id: string;
  code: VerdictCode;
  facts: readonly string[];
  risk: Risk;
}

export interface Autopsy {
  name: string;
  fate: Fate;
  /** Cases that went red by themselves, not because another case did. */
  red: JudgedCase[];
  /** All cases that fail or are kept non-strictly, whatever the reason. */
  deviating: Deviating[];
  /** Declared rules without a red case. */
  missing: string[];
  /** The cases of those rules with their outcomes, none of them red. */
  instead: JudgedCase[];
  /** Red rules that are not declared. */
  surplus: string[];
  /** Number of starts that were made with the mutant, and their time together in ms. */
  starts: number;
  ms: number;
  /** Code and message of the broken infrastructure, for `not observed`. */
  broken?: string;
}

const judgedAs = (cases: readonly Case[], observed: Observed): JudgedCase[] =>
  cases.map((one) => {
    const { outcome, observed: found, cause } = judge(one, observed);
    return { id: one.id, rule: one.rule, outcome, observed: found, ...(cause !== undefined && { cause }) };
  });

const deviatingAmong = (cases: readonly Case[], observed: Observed): Deviating[] =>
  cases.flatMap((one) => {
    const verdict = judge(one, observed);
    if (verdict.outcome !== 'fail' && verdict.outcome !== 'non-strict') return [];
    const { code, facts } = verdict;
    return [{ id: one.id, code, facts, risk: riskOf(one, 'deviates', verdict, observed) ?? one.risk }];
  });

/** Red without another case as its cause: `fail`, and `non-strict`, which falls short as well. */
const isRed = ({ outcome, cause }: JudgedCase): boolean =>
  (outcome === 'fail' || outcome === 'non-strict') && cause === undefined;

export interface Exhibits {
  judged: readonly Case[];
  observed: Observed;
  active: boolean;
  broken?: string;
  starts: number;
  ms: number;
}

export const autopsyOf = (mutant: Pick<Mutant, 'name' | 'rules'>, exhibits: Exhibits): Autopsy => {
  const { judged, observed, active, broken, starts, ms } = exhibits;
  const verdicts = judgedAs(judged, observed);
  const red = verdicts.filter(isRed);
  const rules = new Set(red.map(({ rule }) => rule));
  const missing = mutant.rules.filter((rule) => !rules.has(rule));
  const instead = verdicts.filter(({ rule }) => missing.includes(rule));
  const surplus = [...rules].filter((rule) => !mutant.rules.includes(rule));
  const fate = ((): Fate => {
    if (active && !missing.length && !surplus.length) return 'killed';
    // The cases of a missing rule may not have been observed.
    if (broken !== undefined && !surplus.length) return 'not observed';
    if (!active) return 'inactive';
    return rules.size ? 'wrongly killed' : 'survived';
  })();
  const { name } = mutant;
  const deviating = deviatingAmong(judged, observed);
  return {
    ...{ name, fate, red, deviating, missing, instead, surplus, starts, ms },
    ...(broken !== undefined && { broken }),
  };
};
