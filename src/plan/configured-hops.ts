/** What each hop of a deployment is configured to be, and which of them nothing uses. Pure. */
import { hasOwnName } from '../../suites/naming.ts';
import type { Setting } from '../../suites/vocabulary.ts';
import type { Backplane } from '../model/backplane.ts';
import type { Release, StartedName } from '../release/schema.ts';
import type { PlannedStart, Variable } from './plan.ts';
import { furtherVariables, hasRealCore, securesBackplane, startOrder } from './deployment.ts';

type About = { release: Release; backplane: Backplane };

/**
 * `configured/hop/<from>→<to>`: `tls` or `plaintext`; `unused/hop/<from>→<to>`: why nothing of the deployment opens
 * it. Nothing where scripts stand in for a part of it: they take whatever they are opened with.
 */
export const configuredHops = (plan: PlannedStart, about: About): Record<string, string> => {
  if (hasRealCore(plan, about)) return ofDeployment(plan, about);
  const { services } = plan.start;
  return services.length > 1 && !about.release.deployment ? ofProduct(plan, about.release) : {};
};

const said = (from: string, to: string, tls: boolean): [string, string] => [
  `configured/hop/${from}→${to}`,
  tls ? 'tls' : 'plaintext',
];

const isSet =
  (variables: readonly Variable[]) =>
  (setting: Setting): boolean =>
    variables.some(({ settings, value }) => value !== '' && settings.includes(setting));

const ofDeployment = (plan: PlannedStart, about: About): Record<string, string> => {
  const has = isSet([...plan.variables, ...furtherVariables(plan, about)]);
  const order = startOrder(plan, about);
  const { deployment, services } = about.release;
  const facts: [string, string][] = [];
  for (const from of order) {
    const service = services[from];
    if (!service) continue;
    for (const to of Object.keys(service.peers)) {
      if (order.some((name) => name === to)) facts.push(said(from, to, has(`${from}.${to}.ca`)));
      else facts.push([`unused/hop/${from}→${to}`, `${to} is not started`]);
    }
    if (service.database) facts.push(said(from, 'postgres', has(`${from}.db.mode`)));
    const needs = [...service.needs, ...(service.inDeployment?.needs ?? [])];
    for (const to of ['nats', 'redis', 'amqp'] as const) {
      if (needs.includes(to)) facts.push(said(from, to, securesBackplane(plan, about)));
    }
  }
  for (const [hop, reason] of Object.entries(deployment?.unused ?? {})) {
    facts.push([`unused/hop/${hop.replace('.', '→')}`, reason]);
  }
  return Object.fromEntries(facts);
};

/** Facts for a product without a core: an adapter's CA file is used for every hop without a separate one. */
const ofProduct = ({ start, variables }: PlannedStart, release: Release): Record<string, string> => {
  const has = isSet(variables);
  const stands = has('clients.standalone.email') && has('clients.standalone.token');
  const caOf = (from: StartedName, to: string): Setting =>
    from.endsWith('-adapter') && !hasOwnName(`${from}.${to}.ca`, release)
      ? `${from}.clients.ca`
      : `${from}.${to}.ca`;
  const facts = start.services.flatMap((from) => {
    const service = release.services[from];
    if (!service) return [];
    const peers = Object.keys(service.peers).filter((to) => !(stands && from === 'clients' && to === 'auth'));
    return [
      ...peers.map((to) => said(from, to, has(caOf(from, to)))),
      ...(service.database ? [said(from, 'postgres', has(`${from}.db.mode`))] : []),
    ];
  });
  return Object.fromEntries(facts);
};
