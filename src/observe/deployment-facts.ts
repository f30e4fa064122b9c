/** What a deployment of a release shows beyond its services: what stood in it, and which hops stay in the clear. Pure. */
import type { Observation } from '../model/observation.ts';
import { configuredHops } from '../plan/configured-hops.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { isDeployment, hasRealCore } from '../plan/deployment.ts';
import type { RunContext } from '../stack/context.ts';

/**
 * `platform`: `whole`, or which services were scripts; `configured/hop/…` and `unused/hop/…`: see `configuredHops`;
 * `unsecurable/<from>→<to>`: first bytes of the client on a hop that no setting secures, hex.
 */
export const deploymentFacts = (
  plan: PlannedStart,
  ctx: Pick<RunContext, 'release' | 'backplane'>,
  { hops }: Observation,
): Record<string, string> => {
  if (!isDeployment(plan.start, ctx.release)) return configuredHops(plan, ctx);
  if (!hasRealCore(plan, ctx))
    return { platform: 'Auth, Channels, Domains and SpiceDB are scripts: no SpiceDB was found' };
  const facts: Record<string, string> = { platform: 'whole', ...configuredHops(plan, ctx) };
  for (const other of Object.keys(ctx.release.deployment?.unsecurable ?? {})) {
    for (const [hop, { connections }] of Object.entries(hops)) {
      const first = connections.find(({ opening }) => opening !== 'nothing' && opening !== 'tls');
      if (hop.endsWith(`→${other}`) && first) facts[`unsecurable/${hop}`] = first.bytes;
    }
  }
  return facts;
};
