/** Calls of the services' own APIs: what messages need is made, tokens are tried, databases and hops are used. */
import { laterAttempts } from '../../../suites/checks/later.ts';
import type { Probe, Setting } from '../../../suites/vocabulary.ts';
import type { Address } from '../../model/address.ts';
import { isDeployment, hasRealCore } from '../../plan/deployment.ts';
import type { StartedName } from '../../release/schema.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Probing } from '../probing.ts';
import { authorizeMessage } from './authorize.ts';
import type { Api } from '../../probe/json-api.ts';
import { listClients, pathOfClients, setUp, tryTokens, type SetUp } from './calls.ts';
import { isUsed, useDatabase } from './database-calls.ts';
import { probeListener } from './listeners.ts';
import { apiListener, provokeHops, useNamedDatabase } from './named-calls.ts';
import { setUpAmongScripts, setUpDeployment } from './deployment-calls.ts';
import { takeDownDeployment } from './take-down.ts';
import { turnPeers } from './turn-peers.ts';

/** The token that the arranged Clients takes: the standalone one, or one that the scripted Auth knows. */
const tokenOf = (stack: Stack): string => valueOf('clients.standalone.token', stack) || stack.sender.token;

const valueOf = (setting: Setting, { plan }: Stack): string => {
  const value = plan.variables.find(({ settings }) => settings.includes(setting))?.value;
  return typeof value === 'string' ? value : '';
};

/** Once all are up, and before anything else is asked of them. */
export const probeDatabases = async (probing: Probing): Promise<void> => {
  const { stack, started, observation } = probing;
  for (const { name, boot } of started) {
    const named = stack.service(name).declared.databaseCalls;
    if (boot.outcome !== 'ready' || !(named || isUsed(name))) continue;
    await stack.service(name).postgres?.later?.turn();
    const api = await apiOf(probing, name);
    if (named) observation.calls.database[name] = await useNamedDatabase(api, named, stack.sender);
    if (named || !isUsed(name)) continue;
    const token = name === 'users' ? stack.sender.administratorToken : tokenOf(stack);
    const path = pathOfClients(stack.sender.domain, stack.ctx.release);
    observation.calls.database[name] = await useDatabase(name, api, { ...stack.sender, path }, token);
  }
};

export const probeCalls = async (probing: Probing): Promise<void> => {
  const { stack, started } = probing;
  const { plan, ctx } = stack;
  await provokeHops(probing, (name) => apiOf(probing, name));
  const { calls } = probing.observation;
  const clients = started.find(({ name }) => name === 'clients');
  if (clients?.boot.outcome !== 'ready') return;
  const wants = (one: Probe): boolean => plan.probes.includes(one);
  const token = tokenOf(stack);
  const api = await apiOf(probing, 'clients');
  const path = pathOfClients(stack.sender.domain, ctx.release);
  if (wants('call:list-clients')) {
    const list = () => listClients(api, path, token);
    calls.byName['list-clients'] = await list();
    if (wants('again')) {
      await turnPeers(probing);
      for (const attempt of laterAttempts) calls.again[attempt] = await list();
    }
  }
  if (wants('call:set-up')) {
    const done = await setUpAll(probing, api, token);
    Object.assign(calls.byName, done.calls);
    stack.sendWith(done.made);
  }
  if (wants('call:refusals')) {
    const email = valueOf('clients.standalone.email', stack);
    Object.assign(calls, await tryTokens(api, stack.sender, token, { email, path }));
  }
  if (wants('call:authorize-message')) {
    const tls = await speaksTls(probing, 'clients', 'grpc');
    const ca = tls ? ctx.authorities.right.certificatePem : undefined;
    calls.byName['authorize-message'] = await authorizeMessage(
      clients.boot.address('grpc'),
      ca,
      stack.sender,
    );
  }
};

/** What messages need, made where it is made: in one service, or in a deployment of several. */
const setUpAll = async (probing: Probing, clients: Api, token: string): Promise<SetUp> => {
  const { stack } = probing;
  const { plan, ctx } = stack;
  if (!isDeployment(plan.start, ctx.release)) return setUp(clients, stack.sender, token);
  if (!hasRealCore(plan, ctx)) return setUpAmongScripts(clients, stack.sender);
  const api = (name: StartedName): Promise<Api> => apiOf(probing, name);
  const [users, domains, channels] = [await api('users'), await api('domains'), await api('channels')];
  const connects = ctx.release.deployment?.connects ?? [];
  return setUpDeployment({ users, domains, clients, channels }, stack.sender, connects);
};

/** Deletes everything in a deployment of real services, which then call each other. Runs last: nothing works after it. */
export const takeDown = async (probing: Probing): Promise<void> => {
  const { stack, observation, signal } = probing;
  if (!hasRealCore(stack.plan, stack.ctx)) return;
  const api = (name: StartedName): Promise<Api> => apiOf(probing, name);
  const [auth, users, clients, channels] = [
    await api('auth'),
    await api('users'),
    await api('clients'),
    await api('channels'),
  ];
  const heard = (): boolean => (stack.hop('users', 'domains')?.observe().connections.length ?? 1) > 0;
  Object.assign(
    observation.calls.byName,
    await takeDownDeployment({ auth, users, clients, channels }, stack.sender, heard, signal),
  );
};

/** The HTTP API of a service that is up. */
const apiOf = async (probing: Probing, name: StartedName): Promise<Api> => {
  const boot = probing.started.find((one) => one.name === name)?.boot;
  if (boot?.outcome !== 'ready') throw new Error(`${name} is not up`);
  const listener = apiListener(probing.stack.service(name).declared);
  return { address: boot.address(listener), tls: await speaksTls(probing, name, listener) };
};

/** By probing, not by what was configured. */
const speaksTls = async (probing: Probing, name: StartedName, listener: string): Promise<boolean> => {
  const { stack, started, signal } = probing;
  const service = started.find((s) => s.name === name)!;
  const seen = service.listeners[listener];
  if (seen?.tls) return seen.tls.handshake;
  if (service.boot.outcome !== 'ready') return false;
  const address: Address = service.boot.address(listener);
  const declared = stack.service(name).declared.listeners[listener]!;
  const ca = stack.ctx.authorities.right.certificatePem;
  const probe = await probeListener(declared, address, { servername: 'localhost', ca, probes: {}, signal });
  return probe.tls?.handshake ?? false;
};
