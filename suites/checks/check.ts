/** Facts made of others: the opposite of one, and several joined by `any` and `all`. All pure. */
import type { Check, Seen } from '../vocabulary.ts';

/** The opposite fact; what was not observed stays unobserved. */
export const not = (fact: string, one: Check, says: string): Check => ({
  fact,
  says,
  holds: (o) => negate(one.holds(o)),
  found: one.found,
  ...about(one),
});

/** At least one of several facts; unobserved only when none holds and one is unobserved. */
export const anyOf = (fact: string, says: string, ...parts: Check[]): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = parts.map((part) => part.holds(o));
    return seen.includes(true) ? true : seen.includes(undefined) ? undefined : false;
  },
  found: (o) => parts.map((part) => part.found(o)).join('; '),
  ...about(parts[0]),
});

/** All of several facts; unobserved when none fails and one is unobserved. */
export const allOf = (fact: string, says: string, ...parts: Check[]): Check => ({
  fact,
  says,
  holds: (o) => {
    const seen = parts.map((part) => part.holds(o));
    return seen.includes(false) ? false : seen.includes(undefined) ? undefined : true;
  },
  found: (o) => parts.map((part) => part.found(o)).join('; '),
  ...about(parts[0]),
});

/** A joined fact is about what its first part is about. */
const about = (one: Check | undefined): Pick<Check, 'of'> => (one?.of === undefined ? {} : { of: one.of });

const negate = (seen: Seen): Seen => (seen === undefined ? undefined : !seen);
