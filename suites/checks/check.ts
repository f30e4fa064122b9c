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
export const anyOf = (fact: string, says: string, ...parts: Check[]): Check =>
  joined({ fact, says }, parts, true);

/** All of several facts; unobserved when none fails and one is unobserved. */
export const allOf = (fact: string, says: string, ...parts: Check[]): Check =>
  joined({ fact, says }, parts, false);

/** `decides`: what one part alone decides, whatever the others are. */
const joined = (text: Pick<Check, 'fact' | 'says'>, parts: readonly Check[], decides: boolean): Check => ({
  ...text,
  holds: (o) => {
    const seen = parts.map((part) => part.holds(o));
    return seen.includes(decides) ? decides : seen.includes(undefined) ? undefined : !decides;
  },
  found: (o) => parts.map((part) => part.found(o)).join('; '),
  ...about(parts[0]),
});

/** A joined fact is about what its first part is about. */
const about = (one: Check | undefined): Pick<Check, 'of'> => (one?.of === undefined ? {} : { of: one.of });

const negate = (seen: Seen): Seen => (seen === undefined ? undefined : !seen);
