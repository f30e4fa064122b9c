/**
 * Says what a deployment of a release shows beyond its services: what stood in it, and which hops stay in the clear.
 * Pure.
 */
import { endsOf } from '../model/hop.ts';
import type { Observation, UnsecurableObservation } from '../model/observation.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { isDeployment, hasRealCore } from '../plan/deployment.ts';
import type { RunContext } from '../stack/context.ts';

type About = Pick<RunContext, 'release' | 'backplane'>;

/** Undefined for a start that is no deployment. */
export const coreOf = (plan: PlannedStart, ctx: About): Observation['core'] => {
  if (!isDeployment(plan.start, ctx.release)) return undefined;
  return hasRealCore(plan, ctx) ? 'services' : 'scripts';
};

/** Hops of a real deployment that no setting secures. */
export const unsecurableHops = (
  plan: PlannedStart,
  ctx: About,
  { hops }: Pick<Observation, 'hops'>,
): UnsecurableObservation[] => {
  if (!hasRealCore(plan, ctx)) return [];
  const known = ctx.release.deployment?.unsecurable ?? {};
  return Object.entries(hops).flatMap(([hop, { connections }]) => {
    const { from, to } = endsOf(hop);
    const first = connections.find(({ opening }) => opening !== 'nothing' && opening !== 'tls');
    return known[to] !== undefined && first ? [{ from, to, bytes: first.bytes }] : [];
  });
};
