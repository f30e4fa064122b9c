/** Says what each hop of a deployment is configured to be, and which of them nothing uses. Pure. */
import { hasOwnName } from '../../suites/naming.ts';
import type { Setting } from '../../suites/vocabulary.ts';
import type { Backplane } from '../model/backplane.ts';
import { hopName } from '../model/hop.ts';
import type { Configured } from '../model/observation.ts';
import type { Release, StartedName } from '../release/schema.ts';
import type { PlannedStart, Variable } from './plan.ts';
import { furtherVariables, hasRealCore, securesBackplane, startOrder } from './deployment.ts';

type About = { release: Release; backplane: Backplane };
type ConfiguredHops = Pick<Configured, 'hops' | 'unused'>;

/** Nothing where scripts stand in for a part of a deployment: they take whatever they are opened with. */
export const configuredHops = (plan: PlannedStart, about: About): ConfiguredHops => {
  if (hasRealCore(plan, about)) return ofDeployment(plan, about);
  const { services } = plan.start;
  return services.length > 1 && !about.release.deployment
    ? ofProduct(plan, about.release)
    : { hops: {}, unused: {} };
};

const transport = (tls: boolean): 'tls' | 'plaintext' => (tls ? 'tls' : 'plaintext');

const isSet =
  (variables: readonly Variable[]) =>
  (setting: Setting): boolean =>
    variables.some(({ settings, value }) => value !== '' && settings.includes(setting));

const ofDeployment = (plan: PlannedStart, about: About): ConfiguredHops => {
  const has = isSet([...plan.variables, ...furtherVariables(plan, about)]);
  const order = startOrder(plan, about);
  const { deployment, services } = about.release;
  const { hops, unused }: ConfiguredHops = { hops: {}, unused: {} };
  for (const from of order) {
    const service = services[from];
    if (!service) continue;
    for (const to of Object.keys(service.peers)) {
      const hop = hopName({ from, to });
      if (order.some((name) => name === to)) hops[hop] = transport(has(`${from}.${to}.ca`));
      else unused[hop] = `${to} is not started`;
    }
    if (service.database) hops[hopName({ from, to: 'postgres' })] = transport(has(`${from}.db.mode`));
    const needs = [...service.needs, ...(service.inDeployment?.needs ?? [])];
    for (const to of ['nats', 'redis', 'amqp'] as const) {
      if (needs.includes(to)) hops[hopName({ from, to })] = transport(securesBackplane(plan, about));
    }
  }
  for (const [hop, reason] of Object.entries(deployment?.unused ?? {})) {
    const [from = '', to = ''] = hop.split('.');
    unused[hopName({ from, to })] = reason;
  }
  return { hops, unused };
};

/** The hops of a product without a core: an adapter's CA file is used for every hop without a separate one. */
const ofProduct = ({ start, variables }: PlannedStart, release: Release): ConfiguredHops => {
  const has = isSet(variables);
  const stands = has('clients.standalone.email') && has('clients.standalone.token');
  const caOf = (from: StartedName, to: string): Setting =>
    from.endsWith('-adapter') && !hasOwnName(`${from}.${to}.ca`, release)
      ? `${from}.clients.ca`
      : `${from}.${to}.ca`;
  const hops: ConfiguredHops['hops'] = {};
  for (const from of start.services) {
    const service = release.services[from];
    if (!service) continue;
    for (const to of Object.keys(service.peers)) {
      if (stands && from === 'clients' && to === 'auth') continue;
      hops[hopName({ from, to })] = transport(has(caOf(from, to)));
    }
    if (service.database) hops[hopName({ from, to: 'postgres' })] = transport(has(`${from}.db.mode`));
  }
  return { hops, unused: {} };
};
