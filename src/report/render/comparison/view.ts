/** Puts into words what every format of a comparison says, in the same order. Pure. */
import type { Comparison, Difference, Side } from '../../../compare/schema.ts';
import { targetInWords } from '../counts.ts';
import { count } from '../words.ts';

export interface ComparisonPart {
  id: 'new' | 'resolved' | 'changed';
  title: string;
  groups: DifferenceGroup[];
}

/** Cases of one rule that went the same way. */
export interface DifferenceGroup {
  /** Title of the rule. */
  text: string;
  rule: string;
  /** `pass → fail`. */
  way: string;
  /** The case that is shown in full. */
  first: Difference;
  others: Difference[];
}

const titles = {
  new: 'New: fails, and did not',
  resolved: 'Resolved: failed, and does no longer',
  changed: 'Changed in another way',
} as const;

/** Parts that hold something, new failures first. */
export const partsOf = (comparison: Comparison): ComparisonPart[] =>
  (['new', 'resolved', 'changed'] as const)
    .map((id) => ({ id, title: titles[id], groups: groupsOf(comparison[id]) }))
    .filter(({ groups }) => groups.length > 0);

const groupsOf = (differences: readonly Difference[]): DifferenceGroup[] =>
  [...Map.groupBy(differences, (each) => JSON.stringify([each.rule, wayOf(each)]))]
    .map(([, [first, ...others]]) => ({
      ...{ text: first!.title, rule: first!.rule, way: wayOf(first!) },
      ...{ first: first!, others },
    }))
    .toSorted((a, b) => directions.indexOf(a.first.direction) - directions.indexOf(b.first.direction));

const directions: Difference['direction'][] = ['worse', 'other', 'better'];

/** From what to what: the outcome, and what else of the verdict is another. */
export const wayOf = ({ before, after, differs }: Difference): string => {
  const words = (['outcome', 'finding', 'risk', 'code'] as const)
    .filter((field) => differs.includes(field))
    .map((field) => `${before[field] ?? 'none'} → ${after[field] ?? 'none'}`);
  if (differs.includes('outcome')) return [words[0], after.finding, riskOf(after)].filter(Boolean).join(', ');
  const all = [after.outcome, ...words];
  return (words.length > 0 ? all : [after.outcome, 'by other facts']).join(', ');
};

const riskOf = ({ risk }: Difference['after']): string => (risk === null ? '' : `risk: ${risk}`);

/** `v0.19.1 (binaries), as processes, of 2026-11-28`. */
export const sideInWords = (side: Side): string => `${targetInWords(side)}, of ${side.started.slice(0, 10)}`;

/** To what the differences go back. */
export const sourceInWords = ({ source }: Comparison): string =>
  ({
    product: 'The suite is the same, so that a difference is one of the product.',
    suite: 'The product is the same, so that a difference is one of the suite.',
    machine: 'Suite and product are the same, so that a difference comes from the run itself.',
    unclear: 'Neither suite nor product are the same: a difference may go back to either.',
  })[source];

export const incomparableCases = ({ incomparable }: Comparison): number =>
  incomparable.reduce((sum, { cases }) => sum + cases.length, 0);

/** `2 new, 1 resolved, 0 changed, 590 unchanged, 12 incomparable`. */
export const countsInWords = (comparison: Comparison): string => {
  const { lost } = comparison;
  return [
    ...(['new', 'resolved', 'changed', 'unchanged'] as const).map((id) => `${comparison[id].length} ${id}`),
    `${incomparableCases(comparison)} incomparable`,
    ...(lost.length > 0 ? [`${count(lost.length, 'case')} not judged any more`] : []),
  ].join(', ');
};

/** A reason with its cases, and how many of them fail in the new report. */
export const incomparableInWords = ({ reason, cases, failing }: Comparison['incomparable'][number]): string =>
  `${count(cases.length, 'case')}${failing.length > 0 ? `, of which ${failing.length} fail` : ''}: ${reason}`;
