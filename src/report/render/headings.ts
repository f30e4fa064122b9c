/** Groups red cases under headings: by their cause, or by their rule where they have none. Pure. */
import { isUnexpected } from '../build/summary.ts';
import type { CauseGroup, Report, ReportedCase } from '../schema.ts';

export interface Heading {
  /** What a missing effect means for an operator, or the title of the rule. */
  text: string;
  groups: ListedGroup[];
}

export interface ListedGroup {
  group: CauseGroup;
  /** The case that is shown in full. */
  first: ReportedCase;
  /** The other cases of the same cause that are listed. */
  others: ReportedCase[];
}

/** Groups with at least one case that `isListed` picks, in the given order, under common headings. */
export const headingsOf = (
  groups: readonly CauseGroup[],
  report: Report,
  isListed: (one: ReportedCase) => boolean,
): Heading[] => {
  const byId = new Map(report.cases.map((one) => [one.id, one]));
  const headings = new Map<string, ListedGroup[]>();
  for (const group of groups) {
    const members = group.cases.map((id) => byId.get(id)).filter((one) => one !== undefined && isListed(one));
    const first = members.find((one) => one?.id === group.cause) ?? members.find(unexpected) ?? members[0];
    if (!first) continue;
    const others = members.filter((one) => one !== undefined && one !== first) as ReportedCase[];
    const text = group.statement ?? report.rules.find((rule) => rule.id === first.rule)?.title ?? first.rule;
    headings.set(text, [...(headings.get(text) ?? []), { group, first, others }]);
  }
  return [...headings].map(([text, isListed]) => ({ text, groups: isListed }));
};

const unexpected = (one: ReportedCase | undefined): boolean => one !== undefined && isUnexpected(one);
