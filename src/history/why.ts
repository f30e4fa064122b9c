/** Says why cases of a release are not kept: by the reason on file, by what a missing effect means, or by the facts. Pure. */
import type { Report, ReportedCase } from '../report/schema.ts';
import { joinedWhy } from './fold.ts';
import type { Why } from './schema.ts';
import { kindOf } from './state.ts';

export type WhyOf = (cases: readonly ReportedCase[]) => Why[];

export const whyIn = (report: Report): WhyOf => {
  const byId = new Map(report.cases.map((one) => [one.id, one]));
  const statements = new Map(report.summary.byCause.map(({ cause, statement }) => [cause, statement]));
  const why = (one: ReportedCase): Why => {
    const root = byId.get(one.cause ?? one.id) ?? one;
    // What rests on another case has its reason.
    const filed = [one, root].find(({ deviation }) => deviation !== null);
    const entry = report.deviations[filed?.deviation ?? -1]?.entry;
    return {
      ...{ finding: one.finding, code: one.code, facts: one.facts, risk: one.risk },
      text: entry?.reason ?? statements.get(root.id) ?? factsInWords(root),
      attribution: entry?.attribution ?? null,
      link: entry?.link ?? null,
      ...{ cases: 1, example: root.id },
    };
  };
  return (cases) => joinedWhy(cases.filter((one) => !['kept', 'open'].includes(kindOf(one))).map(why));
};

/** Permanent words, and none of what a service printed or how long it took: the same in every run. */
const factsInWords = ({ code, facts, rule }: ReportedCase): string => {
  const words = facts.join(', ');
  switch (code) {
    case 'FORBIDDEN_SEEN':
      return `seen, and must never be: ${words} (${rule})`;
    case 'REQUIRED_ABSENT':
      return `not seen, and required: ${words} (${rule})`;
    case 'NOT_STRICT':
      return `kept, but not cleanly: ${words} (${rule})`;
    default:
      return `${code}: ${rule}`;
  }
};
