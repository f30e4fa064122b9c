/** The outcomes of a case, and how they merge. */
export type Outcome = 'pass' | 'non-strict' | 'untestable' | 'error' | 'fail' | 'moot' | 'not-applicable';

const order = ['pass', 'non-strict', 'untestable', 'error', 'fail'] as const;
const rank = (outcome: Outcome): number => order.indexOf(outcome as (typeof order)[number]);

/** Merging only raises; `moot` and `not-applicable` count as nothing. */
export const worse = (one: Outcome, other: Outcome): Outcome => (rank(other) > rank(one) ? other : one);

export const counts = (outcome: Outcome): boolean => rank(outcome) >= 0;
