/** What a check is made of: a fact, its opposite, and facts joined by `any` and `all`. All pure. */
import type { Observation } from '../../src/model/observation.ts';
import type { Check, Seen } from '../vocabulary.ts';

/**
 * @param fact a permanent word of `test/suites/facts.snapshot`
 * @param of the service, listener or hop that it is about
 */
export const check = (
  fact: string,
  says: string,
  holds: (o: Observation) => Seen,
  found: (o: Observation) => string,
  of?: string,
): Check => ({ fact, says, holds, found, ...(of !== undefined && { of }) });

/** A fact that may never be seen, as it leaves data or the service open to others: its risk is `weaker` in every rule. */
export const exposing = (...given: Parameters<typeof check>): Check => ({
  ...check(...given),
  exposes: true,
});

/** The opposite fact; what was not observed stays unobserved. */
export const not = (fact: string, one: Check, says: string): Check =>
  check(fact, says, (o) => negate(one.holds(o)), one.found, one.of);

/** At least one of several facts; unobserved only when none holds and one is unobserved. */
export const anyOf = (fact: string, says: string, ...parts: Check[]): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = parts.map((part) => part.holds(o));
      return seen.includes(true) ? true : seen.includes(undefined) ? undefined : false;
    },
    (o) => parts.map((part) => part.found(o)).join('; '),
    parts[0]?.of,
  );

/** All of several facts; unobserved when none fails and one is unobserved. */
export const allOf = (fact: string, says: string, ...parts: Check[]): Check =>
  check(
    fact,
    says,
    (o) => {
      const seen = parts.map((part) => part.holds(o));
      return seen.includes(false) ? false : seen.includes(undefined) ? undefined : true;
    },
    (o) => parts.map((part) => part.found(o)).join('; '),
    parts[0]?.of,
  );

const negate = (seen: Seen): Seen => (seen === undefined ? undefined : !seen);
