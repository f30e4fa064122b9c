/** Everything around the services of one start: databases, taps before them, peers, places. */
import { identitiesFor } from '../../certs/identities.ts';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import { openPeer } from '../../fixtures/peers/peer.ts';
import { openDatabase, type Database } from '../../fixtures/postgres/database.ts';
import type { Identity, PeerName } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { Observation } from '../model/observation.ts';
import { companion, defaultPosture, type StartPlan } from '../plan/plan.ts';
import { isPlatform, startOrder } from '../plan/platform.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { Tap } from '../probe/tap/tap.ts';
import type { ReleaseService, StartedName } from '../release/schema.ts';
import { openBackplaneHops, openShared } from './backplane-hops.ts';
import type { RunContext } from './context.ts';
import { messageWorld } from './message-world.ts';
import type { World } from './world.ts';

export const openWorld = async (plan: StartPlan, ctx: RunContext, signal: AbortSignal): Promise<World> => {
  const stack = new AsyncDisposableStack();
  try {
    const began = performance.now();
    const clock = (): number => Math.round(performance.now() - began);
    const { runtime } = ctx;
    const services = startOrder(plan, ctx);
    const hostsOfServices = [...new Set(['localhost', ...services.map((s) => runtime.peerHost(s))])];
    const peerHosts = ['auth', 'clients', 'channels', 'domains', 'groups'].map((p) => runtime.peerHost(p));
    const identity = identitiesFor(ctx.authorities, {
      label: services.length === 1 ? services[0]! : 'deployment',
      names: [...new Set([...hostsOfServices, ...peerHosts])],
      ips: [...new Set(['127.0.0.1', '::1', runtime.peerAddress])],
    });
    const world: World = {
      clock,
      identity,
      places: new Map(),
      databases: new Map(),
      hops: new Map(),
      addresses: new Map(),
      hosts: new Map(),
      words: new Map(),
      messages: messageWorld(),
      configured: [],
      peerAddress: (from, to) => {
        const tap = world.hops.get(`${from}→${to}`);
        if (!tap) throw new Error(`no hop from ${from} to ${to}`);
        const byAddress = plan.start.peers?.[to as PeerName]?.address === 'ip';
        return { host: byAddress ? runtime.peerAddress : runtime.peerHost(to), port: tap.port };
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
    const shared = openShared(plan, ctx);
    for (const name of services) {
      if (serviceOf(ctx, name).needs.includes('mqtt-broker'))
        await openBrokerHop(name, plan, ctx, world, stack);
      world.words.set(name, await openBackplaneHops(name, plan, shared, ctx, world, stack));
    }
    for (const name of services) {
      const service = serviceOf(ctx, name);
      const ports = Object.entries(service.listeners).map(
        ([listener, { port, protocol }]) =>
          [listener, { fixed: port, protocol: protocol === 'coap' ? 'udp' : 'tcp' }] as const,
      );
      world.places.set(
        name,
        stack.use(await runtime.place({ service: name, ports: Object.fromEntries(ports) })),
      );
      if (service.database) await openServiceDatabase(name, plan, ctx, world, stack, signal);
    }
    for (const name of services) {
      for (const peer of Object.keys(serviceOf(ctx, name).peers)) {
        const tap = await openHop(name, peer as PeerName, plan, ctx, world);
        world.hops.set(`${name}→${peer}`, stack.use(tap));
      }
    }
    return world;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

/** In a deployment the way to the broker is a hop like any other. */
const openBrokerHop = async (
  name: StartedName,
  plan: StartPlan,
  ctx: RunContext,
  world: World,
  stack: AsyncDisposableStack,
): Promise<void> => {
  const { runtime } = ctx;
  const broker = stack.use(await openBroker(runtime.listenHost));
  const host = runtime.peerHost('broker');
  world.broker = { host, port: broker.port };
  if (!isPlatform(plan.start, ctx.release)) return;
  const tap = await openRelay({
    listenHost: runtime.listenHost,
    target: () => ({ host: runtime.listenHost, port: broker.port }),
    protocol: 'any',
    clock: world.clock,
  });
  world.hops.set(`${name}→mqtt-broker`, stack.use(tap));
  world.broker = { host, port: tap.port };
};

/** What every tap of the start has seen so far. */
export const hopsOf = ({ hops }: World): Observation['hops'] =>
  Object.fromEntries([...hops].map(([hop, tap]) => [hop, tap.observe()]));

export const serviceOf = (ctx: RunContext, name: StartedName): ReleaseService => {
  const service = ctx.release.services[name];
  if (!service) throw new Error(`release ${ctx.release.release} has no service ${name}`);
  return service;
};

const openServiceDatabase = async (
  name: StartedName,
  plan: StartPlan,
  ctx: RunContext,
  world: World,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<void> => {
  if (!ctx.postgres) {
    throw new InfrastructureError(
      'POSTGRES_ABSENT',
      'no PostgreSQL was started for this run',
      'report this as a fault of the suite',
    );
  }
  const posture = plan.start.postgres ?? defaultPosture;
  const { later: server, ...first } = posture;
  const database = stack.use(await openDatabase(ctx.postgres, first, name, signal));
  const later =
    server && stack.use(await openDatabase(ctx.postgres, { ...first, server }, name, signal, database.name));
  let answers = database;
  const tap = stack.use(
    await openRelay({
      listenHost: ctx.runtime.listenHost,
      target: () => ({ host: answers.host, port: answers.port }),
      later: () => answers === later,
      protocol: 'postgres',
      clock: world.clock,
    }),
  );
  const turnTo = (next: Database) => async (): Promise<void> => {
    answers = next;
    await database.endSessions();
  };
  world.databases.set(name, {
    database,
    tap,
    ...(later && { later: { database: later, turn: turnTo(later) } }),
  });
  world.hops.set(`${name}→postgres`, tap);
};

/** A hop between two services of the start is a relay; any other peer is scripted. */
const openHop = async (
  from: StartedName,
  to: PeerName,
  plan: StartPlan,
  ctx: RunContext,
  world: World,
): Promise<Tap> => {
  const { listenHost } = ctx.runtime;
  const provider = providerOf(to, plan, ctx);
  if (provider) {
    const target = (): Address => {
      const address = world.addresses.get(provider);
      if (!address) throw new Error(`${provider} is not started`);
      return address('grpc');
    };
    return openRelay({ listenHost, target, protocol: 'any', clock: world.clock });
  }
  // In a deployment only the hop of Clients is a case's own: a script for anybody else follows what it is opened with.
  const aside = isPlatform(plan.start, ctx.release) && from !== 'clients';
  const peer = (aside ? undefined : plan.start.peers?.[to]) ?? companion;
  const credentials = async (identity: Identity): Promise<{ cert: string; key: string }> => {
    const { filePem, privateKey } = await world.identity(identity, ctx.runtime.peerHost(to));
    return { cert: filePem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  };
  return openPeer({
    listenHost,
    peer,
    ...(peer.transport !== 'plaintext' && { credentials: await credentials(peer.identity ?? 'right') }),
    ...(peer.later && { later: await credentials(peer.later) }),
    answers: world.messages.answers,
    clock: world.clock,
    serves: [to],
  });
};

/** Which started service stands behind a peer's name; the reference's Clients also serves Channels and Domains. */
const providerOf = (peer: PeerName, plan: StartPlan, ctx: RunContext): StartedName | undefined => {
  const serves = (name: StartedName): boolean =>
    name === peer || (ctx.release.services[name]?.alsoServes ?? []).some((one) => one === peer);
  return startOrder(plan, ctx).find(serves);
};
