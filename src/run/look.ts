/** Everything that is looked at while the services of a start run. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Look, Setting } from '../../suites/vocabulary.ts';
import { probeTls } from '../observe/listener.ts';
import type { CallObservation, Observation } from '../observe/observation.ts';
import type { StartedName } from '../release/schema.ts';
import type { RunContext } from './context.ts';
import { innerPorts, portName } from './inner-ports.ts';
import { authorizeMessage } from './looks/authorize.ts';
import { listClients, setUp, tryTokens, type Api } from './looks/calls.ts';
import { useDatabase } from './looks/database-calls.ts';
import { innerAnswer } from './looks/platform-inner.ts';
import { setUpAmongScripts, setUpPlatform } from './looks/platform-calls.ts';
import { lookAtListener } from './looks/listeners.ts';
import { isAdapter, sendMessage } from './looks/messages.ts';
import { lookAtSockets } from './looks/sockets.ts';
import { takeDownPlatform } from './looks/take-down.ts';
import { restartWithNewCertificate } from './looks/restart.ts';
import { laterAttempts } from '../../suites/later-checks.ts';
import type { StartPlan } from './plan.ts';
import { isPlatform, isWhole, servedBy, startOrder } from './platform.ts';
import type { Address } from './runtime.ts';
import type { StartedService } from './service-start.ts';
import { hopsOf, serviceOf, type World } from './world.ts';

export interface Looking {
  plan: StartPlan;
  ctx: RunContext;
  world: World;
  started: StartedService[];
  observation: Observation;
  signal: AbortSignal;
  isDecided: (seen: Observation) => boolean;
  onLinger: () => void;
}

/** ms that a late retry is waited for. */
const lingerMs = 2000;
/** ms within which messages have to flow again after a restart: gRPC waits 1 s, 1.6 s, 2.6 s, … between attempts. */
const flowsWithinMs = 20_000;
const afterRestart = 'after-restart/';

export const look = async (looking: Looking): Promise<void> => {
  const { plan, ctx, started, signal } = looking;
  const wants = (one: Look): boolean => plan.looks.includes(one);
  const running = started.filter((s) => s.boot.outcome === 'ready');
  if (wants('listeners')) for (const service of running) await lookAtListeners(looking, service);
  if (wants('sockets')) await lookAtAllSockets(looking, running);
  if (running.length < startOrder(plan, ctx).length) {
    // Whoever has ended tries nothing again.
    if (wants('linger') && running.length) await sleep(lingerMs, undefined, { signal });
    return;
  }
  await lookAtInnerPorts(looking);
  if (wants('call:database')) await lookAtDatabases(looking);
  if (plan.looks.some((one) => one.startsWith('call:') && one !== 'call:database'))
    await lookAtCalls(looking);
  if (wants('message')) await lookAtMessages(looking, '');
  if (wants('restart')) {
    await restartWithNewCertificate(looking);
    await lookUntilFlowing(looking);
  }
  if (wants('call:take-down')) await takeDown(looking);
  if (wants('linger') && !looking.isDecided(seenSoFar(looking))) {
    looking.onLinger();
    await sleep(lingerMs, undefined, { signal });
    // What was opened in the meantime.
    if (wants('sockets')) await lookAtAllSockets(looking, running);
    if (wants('listeners') && wants('watch')) await lookAtTlsAgain(looking, running);
  }
};

/** A listener that changed its mind shows at least that its pair is read. */
const lookAtTlsAgain = async (
  { ctx, signal }: Looking,
  running: readonly StartedService[],
): Promise<void> => {
  const options = { servername: 'localhost', verify: false, signal };
  for (const { name, boot, listeners } of running) {
    if (boot.outcome !== 'ready') continue;
    for (const [listener, { protocol, health }] of Object.entries(serviceOf(ctx, name).listeners)) {
      const seen = listeners[listener];
      if (!seen) continue;
      const about = { ...options, ...(health && { path: health }) };
      seen.tlsLater = await probeTls(boot.address(listener), protocol, about);
    }
  }
};

const lookAtAllSockets = async (
  { ctx, world, signal }: Looking,
  running: readonly StartedService[],
): Promise<void> => {
  for (const service of running) {
    const { name, boot, sockets = [] } = service;
    if (boot.outcome !== 'ready') continue;
    const { ports } = world.places.get(name)!;
    const seen = await lookAtSockets(serviceOf(ctx, name), boot, ports, sockets, signal);
    if (seen) service.sockets = seen;
  }
};

const seenSoFar = ({ observation, world }: Looking): Observation => ({
  ...observation,
  hops: hopsOf(world),
});

/** A client that lost its peer waits before it tries again; how long is its own affair, as long as it does. */
const lookUntilFlowing = async (looking: Looking): Promise<void> => {
  const until = performance.now() + flowsWithinMs;
  for (;;) {
    await lookAtMessages(looking, afterRestart);
    const sent = Object.entries(looking.observation.messages).filter(
      ([name]) => name.startsWith(afterRestart) && name.endsWith('/right-secret'),
    );
    if (sent.every(([, { outcome }]) => outcome === 'accepted') || performance.now() > until) return;
    await sleep(500, undefined, { signal: looking.signal });
  }
};

/** Only where the services share the machine's ports; in containers nobody outside reaches them. */
const lookAtInnerPorts = async ({ plan, ctx, world, observation }: Looking): Promise<void> => {
  if (ctx.runtime.kind !== 'processes' || !isWhole(plan, ctx)) return;
  const known = ctx.release.platform?.unsecurable ?? {};
  for (const name of startOrder(plan, ctx)) {
    const inner = innerPorts(serviceOf(ctx, name)).filter((one) => known[portName(one)] !== undefined);
    for (const port of inner) {
      const bytes = await innerAnswer(port, world.hosts.get(`${name}.${port.listener}`) ?? 'localhost');
      if (bytes !== undefined) observation.facts[`unsecurable/${name}→${portName(port)}`] = bytes;
    }
  }
};

const lookAtListeners = async (
  { plan, ctx, signal }: Looking,
  { name, boot, listeners }: StartedService,
): Promise<void> => {
  if (boot.outcome !== 'ready') return;
  const looks = {
    http2: plan.looks.includes('http2'),
    verified: plan.looks.includes('verified'),
    versions: plan.looks.includes('versions') ? ctx.offerable : undefined,
    ciphers: plan.looks.includes('ciphers') ? ctx.offerableCiphers : undefined,
  };
  const ca = ctx.authorities.right.certificatePem;
  const probed = Object.entries(serviceOf(ctx, name).listeners).filter(([, { probed }]) => probed);
  await Promise.all(
    probed.map(async ([listener, declared]) => {
      listeners[listener] = await lookAtListener(
        declared,
        boot.address(listener),
        'localhost',
        ca,
        looks,
        signal,
      );
    }),
  );
};

/** From the second message or call on, a peer may be somebody else. */
const turnPeers = async ({ plan, world }: Looking): Promise<void> => {
  const turning = Object.entries(plan.start.peers ?? {}).filter(([, peer]) => peer.later !== undefined);
  for (const name of plan.start.services) {
    for (const [peer] of turning) await world.hops.get(`${name}→${peer}`)?.turn?.();
  }
};

/** Every service that was started, and every one that its program serves besides. */
const sendersOf = ({ plan, ctx, started }: Looking): Pick<StartedService, 'name' | 'boot'>[] =>
  started.flatMap(({ name, boot }) =>
    [name, ...servedBy(name, plan, ctx)].map((one) => ({ name: one, boot })),
  );

export const lookAtMessages = async (looking: Looking, prefix: string): Promise<void> => {
  const { plan, ctx, world, observation, signal } = looking;
  const { messages } = world;
  const [named, asUser] = [plan.looks.includes('names'), plan.looks.includes('as-user')];
  const right = asUser ? messages.token : messages.secret;
  await Promise.all(
    sendersOf(looking).map(async ({ name, boot }) => {
      if (boot.outcome !== 'ready' || !isAdapter(name)) return;
      const send = (secret: string, attempt = '', names = named) => {
        const how = { secret, asUser, names, attempt };
        return sendMessage(name, ctx.release, messages, boot.address, how, signal);
      };
      observation.messages[`${prefix}${name}/right-secret`] = await send(right);
      if (plan.looks.includes('wrong-secret')) {
        observation.messages[`${prefix}${name}/wrong-secret`] = await send(messages.wrongSecret);
      }
      if (plan.looks.includes('by-name') && prefix === '') {
        observation.messages[`${prefix}${name}/by-name`] = await send(messages.secret, '', true);
      }
      if (!plan.looks.includes('again')) return;
      await turnPeers(looking);
      for (const attempt of laterAttempts) {
        observation.messages[`${prefix}${name}/${attempt}`] = await send(right, attempt);
      }
    }),
  );
};

/** The token that the arranged Clients takes: the standalone one, or one that the scripted Auth knows. */
const tokenOf = (plan: StartPlan, world: World): string =>
  valueOf(plan, 'clients.standalone.token') || world.messages.token;

const valueOf = (plan: StartPlan, setting: Setting): string => {
  const value = plan.variables.find(({ settings }) => settings.includes(setting))?.value;
  return typeof value === 'string' ? value : '';
};

/** Once all are up, and before anything else is asked of them. */
const lookAtDatabases = async (looking: Looking): Promise<void> => {
  const { plan, world, started, observation } = looking;
  for (const name of ['users', 'clients'] as const) {
    const boot = started.find((one) => one.name === name)?.boot;
    if (boot?.outcome !== 'ready') continue;
    await world.databases.get(name)?.later?.turn();
    const api = { address: boot.address('http'), tls: await speaksTls(looking, name, 'http') };
    const token = name === 'users' ? world.messages.administratorToken : tokenOf(plan, world);
    const seen = await useDatabase(name, api, world.messages, token);
    Object.assign(observation.calls, seen);
  }
};

const lookAtCalls = async (looking: Looking): Promise<void> => {
  const { plan, ctx, world, started, observation } = looking;
  const clients = started.find(({ name }) => name === 'clients');
  if (clients?.boot.outcome !== 'ready') return;
  const wants = (one: Look): boolean => plan.looks.includes(one);
  const token = tokenOf(plan, world);
  const api: Api = {
    address: clients.boot.address('http'),
    tls: await speaksTls(looking, 'clients', 'http'),
  };
  if (wants('call:list-clients')) {
    const list = () => listClients(api, world.messages, token);
    observation.calls['list-clients'] = await list();
    if (wants('again')) {
      await turnPeers(looking);
      for (const attempt of laterAttempts) observation.calls[`list-clients/${attempt}`] = await list();
    }
  }
  if (wants('call:set-up')) Object.assign(observation.calls, await setUpAll(looking, api, token));
  if (wants('call:refusals')) {
    const email = valueOf(plan, 'clients.standalone.email');
    Object.assign(observation.calls, await tryTokens(api, world.messages, token, email));
  }
  if (wants('call:authorize-message')) {
    const tls = await speaksTls(looking, 'clients', 'grpc');
    const ca = tls ? ctx.authorities.right.certificatePem : undefined;
    observation.calls['authorize-message'] = await authorizeMessage(
      clients.boot.address('grpc'),
      ca,
      world.messages,
    );
  }
};

/** What messages need, made where it is made: in one service, or in a platform of several. */
const setUpAll = async (
  looking: Looking,
  clients: Api,
  token: string,
): Promise<Record<string, CallObservation>> => {
  const { plan, ctx, world } = looking;
  if (!isPlatform(plan.start, ctx.release)) return setUp(clients, world.messages, token);
  if (!isWhole(plan, ctx)) return setUpAmongScripts(clients, world.messages);
  const api = (name: StartedName): Promise<Api> => apiOf(looking, name);
  const [users, domains, channels] = [await api('users'), await api('domains'), await api('channels')];
  const connects = ctx.release.platform?.connects ?? [];
  return setUpPlatform({ users, domains, clients, channels }, world.messages, connects);
};

/** Only a platform of real services tells others of what is deleted; the last thing that is done, nothing works after it. */
const takeDown = async (looking: Looking): Promise<void> => {
  const { plan, ctx, world, observation, signal } = looking;
  if (!isWhole(plan, ctx)) return;
  const api = (name: StartedName): Promise<Api> => apiOf(looking, name);
  const [auth, users, clients, channels] = [
    await api('auth'),
    await api('users'),
    await api('clients'),
    await api('channels'),
  ];
  const heard = (): boolean => (world.hops.get('users→domains')?.observe().connections.length ?? 1) > 0;
  Object.assign(
    observation.calls,
    await takeDownPlatform({ auth, users, clients, channels }, world.messages, heard, signal),
  );
};

/** The HTTP API of a service that is up. */
const apiOf = async (looking: Looking, name: StartedName): Promise<Api> => {
  const boot = looking.started.find((one) => one.name === name)?.boot;
  if (boot?.outcome !== 'ready') throw new Error(`${name} is not up`);
  return { address: boot.address('http'), tls: await speaksTls(looking, name, 'http') };
};

/** By probing, not by what was configured. */
const speaksTls = async (looking: Looking, name: StartedName, listener: string): Promise<boolean> => {
  const { ctx, started, signal } = looking;
  const service = started.find((s) => s.name === name)!;
  const seen = service.listeners[listener];
  if (seen?.tls) return seen.tls.handshake;
  if (service.boot.outcome !== 'ready') return false;
  const address: Address = service.boot.address(listener);
  const declared = serviceOf(ctx, name).listeners[listener]!;
  const ca = ctx.authorities.right.certificatePem;
  const probe = await lookAtListener(declared, address, 'localhost', ca, {}, signal);
  return probe.tls?.handshake ?? false;
};
