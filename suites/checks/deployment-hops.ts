/** Whether every hop of a deployment was opened, and as its setting says. All pure. */
import { endsOf } from '../../src/model/hop.ts';
import type { HopConnection, Observation } from '../../src/model/observation.ts';
import type { Check } from '../vocabulary.ts';

/** A request to cancel a query opens a separate connection, by the protocol in plaintext, and carries nothing else. */
const openings = (o: Observation, hop: string): HopConnection[] =>
  (o.hops[hop]?.connections ?? []).filter(
    ({ opening, postgres }) => opening !== 'nothing' && postgres?.next !== 'cancel',
  );

const isEncrypted = ({ opening, postgres }: HopConnection): boolean =>
  opening === 'tls' || (opening === 'postgres-ssl-request' && postgres?.next !== 'startup');

const mismatches = (o: Observation): string[] =>
  Object.entries(o.configured.hops).flatMap(([hop, transport]) => {
    const odd = openings(o, hop).find((one) => isEncrypted(one) !== (transport === 'tls'));
    return odd ? [`${hop} is configured for ${transport} and opens with ${odd.opening}`] : [];
  });

const seen = (o: Observation): string[] =>
  Object.keys(o.configured.hops).filter((hop) => openings(o, hop).length);

/**
 * `behind`: hops that the deployment does not get to, because what it asks first is refused, and why. Where one of them
 * is opened all the same, its setting counts.
 */
export const otherHopsAsConfigured = (behind: ReadonlyMap<string, string> = new Map()): Check => {
  const reasonOf = (o: Observation, hop: string): string | undefined =>
    o.configured.unused[hop] ?? behind.get(hop);
  const missing = (o: Observation): string[] =>
    Object.keys(o.configured.hops).filter(
      (hop) => !openings(o, hop).length && reasonOf(o, hop) === undefined,
    );
  return {
    fact: 'other-hops-as-configured',
    says: 'every hop of the deployment is opened, and as it is configured',
    holds: (o) => (mismatches(o).length ? false : missing(o).length ? undefined : true),
    found: (o) => {
      if (mismatches(o).length) return mismatches(o).join(', ');
      const { unused, hops } = o.configured;
      const idle = [...new Set([...Object.keys(unused), ...Object.keys(hops)])].filter(
        (hop) => !openings(o, hop).length && reasonOf(o, hop) !== undefined,
      );
      return [
        missing(o).length ? `never opened: ${inShort(missing(o))}` : '',
        `${seen(o).length} hops as configured: ${inShort(seen(o)) || 'none'}`,
        idle.length ? `not used: ${idle.map((hop) => `${hop} (${reasonOf(o, hop)})`).join(', ')}` : '',
      ]
        .filter(Boolean)
        .join('; ');
    },
  };
};

/** `auth→postgres+redis, users→auth`. */
const inShort = (hops: readonly string[]): string => {
  const byStart = new Map<string, string[]>();
  for (const hop of hops) {
    const { from, to } = endsOf(hop);
    byStart.set(from, [...(byStart.get(from) ?? []), to]);
  }
  return [...byStart].map(([from, to]) => `${from}→${to.join('+')}`).join(', ');
};
