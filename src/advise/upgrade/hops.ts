/** Compares what three looks of check-env say of the transport of every hop. Pure. */
import type { Advice, HopAdvice } from '../schema.ts';
import type { HopChange, Upgrade } from './schema.ts';

/** What check-env says of the old release; of the new one with the files as they are; and with them rewritten. */
export interface Looks {
  before: Advice;
  asTheyAre: Advice;
  rewritten: Advice;
}

const sides = ['before', 'asTheyAre', 'rewritten'] as const;

/** A hop is the same where the same container speaks to the same one, at the same kind of listener. */
const keyOf = ({ from, to, listener }: HopAdvice): string => [from, to, listener].join('\n');

/** Hops that are not the same on all sides. */
export const hopChangesOf = (looks: Looks): HopChange[] => {
  const hops = new Map<string, HopChange>();
  for (const side of sides)
    for (const hop of looks[side].hops) {
      const { from, to, listener, transport, because } = hop;
      const change = hops.get(keyOf(hop)) ?? { from, to, listener };
      // Two lines of one hop, such as two ports of a listener, count as the one that is said first.
      change[side] ??= { transport, because };
      hops.set(keyOf(hop), change);
    }
  return [...hops.values()].filter((hop) => new Set(sides.map((side) => hop[side]?.transport)).size > 1);
};

export const countsOf = (looks: Looks): Upgrade['checks'] => ({
  before: countOf(looks.before),
  asTheyAre: countOf(looks.asTheyAre),
  rewritten: countOf(looks.rewritten),
});

const countOf = ({ statements }: Advice): Upgrade['checks']['before'] => {
  const of = (severity: string): number => statements.filter((one) => one.severity === severity).length;
  return { availability: of('availability'), weaker: of('weaker'), note: of('note') };
};
