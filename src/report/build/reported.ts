/** Writes what report.json says of a judged case, and of a rule. Pure. */
import type { Case, Rule } from '../../../suites/vocabulary.ts';
import { nameOfEntry, type DisposedCase, type JudgedCase } from '../../judge/deviations/deviations.ts';
import type { Deviation } from '../../judge/deviations/file.ts';
import type { Surroundings } from '../../judge/findings.ts';
import { mayGate } from '../../judge/gate.ts';
import type { Settlement } from './settled.ts';
import type { ReportedCase, ReportedRule } from '../schema.ts';
import { reproduceCommand, type Again } from './reproduce.ts';
import { settingsInWords } from './settings-in-words.ts';

export interface Judgement extends JudgedCase {
  settlement: Settlement;
  evidence: ReportedCase['evidence'];
  around: Surroundings;
  controlOnly: boolean;
  disposition: DisposedCase | undefined;
  deviations: readonly Deviation[];
  again: Again;
}

export const reportCase = (one: Case, judgement: Judgement): ReportedCase => {
  const { settlement, around, finding, risk, cause, controlOnly } = judgement;
  const { verdict, line, rerun } = settlement;
  const { outcome, code, facts, unobserved } = verdict;
  if (outcome === 'not-applicable') throw new Error(`${one.id} is no case of this release`);
  const { id, rule, scope, level, basis, subject, condition, naming } = one;
  // What only informs needs no excuse.
  const disposition =
    mayGate({ level, code }) || (judgement.disposition?.disposition ?? 'unexpected') !== 'unexpected'
      ? judgement.disposition
      : undefined;
  const entry = disposition?.entry;
  const { start, probe, stop } = line.timings;
  return {
    ...{ id, rule, scope, level, basis, subject, condition, naming, outcome, controlOnly },
    section: one.section,
    settings: settingsInWords(one, around.names),
    finding: finding ?? null,
    risk: risk ?? null,
    cause: cause ?? null,
    code,
    facts: [...facts],
    unobserved: [...unobserved],
    expected: verdict.expected,
    observed: verdict.observed,
    disposition: disposition?.disposition ?? null,
    hint: hintOf(disposition?.hint, judgement.deviations),
    reason: entry === undefined ? null : (judgement.deviations[entry]?.reason ?? null),
    deviation: entry ?? null,
    control: one.control?.case ?? null,
    premise: one.premise?.case ?? null,
    evidence: judgement.evidence,
    attempts: line.attempts,
    calm: verdict.calm,
    rerun,
    timings: { start, probe, stop },
    reproduce: reproduceCommand(id, judgement.again),
  };
};

const hintOf = (hint: DisposedCase['hint'], deviations: readonly Deviation[]): ReportedCase['hint'] => {
  const entry = hint && deviations[hint.entry];
  if (!entry) return null;
  const name = `entry ${nameOfEntry(entry)}`;
  const said = `${entry.code} (${entry.facts.join(', ')}), risk: ${entry.risk}`;
  const texts = {
    graver: `${name} says otherwise: ${said}`,
    milder: `${name} says more: ${said}`,
    'other name': `known under its other name: ${name}`,
  };
  return { ...hint, text: texts[hint.kind] };
};

export const reportRule = (rule: Rule): ReportedRule => {
  const { id, scope, section, basis, level, title, why, how, risk, source } = rule;
  const promised = 'practice' in source ? [] : source.map((sentence) => sentence.heading);
  return {
    ...{ id, scope, section, basis, level, title, why, how, risk },
    headings: [...new Set(promised)],
    practice: 'practice' in source ? source.practice : null,
  };
};
