/** Opens what stands around the services of one start: databases, taps, peers, places. */
import { identitiesFor } from '../../certs/identities.ts';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import { openPeer } from '../../fixtures/peers/peer.ts';
import { openDatabase, type Database } from '../../fixtures/postgres/database.ts';
import type { Identity, PeerName } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { Observation } from '../model/observation.ts';
import { companion, defaultPosture, type PlannedStart } from '../plan/plan.ts';
import { isDeployment, startOrder } from '../plan/deployment.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { Tap } from '../probe/tap/tap.ts';
import type { ReleaseService, StartedName } from '../release/schema.ts';
import { openBackplaneHops, openShared } from './backplane-hops.ts';
import type { RunContext } from './context.ts';
import { newMessageIdentity } from './message-identity.ts';
import type { Stack } from './stack.ts';

export const openStack = async (plan: PlannedStart, ctx: RunContext, signal: AbortSignal): Promise<Stack> => {
  const resources = new AsyncDisposableStack();
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
    const stack: Stack = {
      clock,
      identity,
      places: new Map(),
      databases: new Map(),
      hops: new Map(),
      addresses: new Map(),
      hosts: new Map(),
      words: new Map(),
      sender: newMessageIdentity(),
      configured: [],
      peerAddress: (from, to) => {
        const tap = stack.hops.get(`${from}→${to}`);
        if (!tap) throw new Error(`no hop from ${from} to ${to}`);
        const byAddress = plan.start.peers?.[to as PeerName]?.address === 'ip';
        return { host: byAddress ? runtime.peerAddress : runtime.peerHost(to), port: tap.port };
      },
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    };
    const shared = openShared(plan, ctx);
    for (const name of services) {
      if (serviceOf(ctx, name).needs.includes('mqtt-broker'))
        await openBrokerHop(name, { plan, ctx, stack, resources });
      stack.words.set(name, await openBackplaneHops(name, { plan, shared, ctx, stack, resources }));
    }
    for (const name of services) {
      const service = serviceOf(ctx, name);
      const ports = Object.entries(service.listeners).map(
        ([listener, { port, protocol }]) =>
          [listener, { fixed: port, protocol: protocol === 'coap' ? 'udp' : 'tcp' }] as const,
      );
      stack.places.set(
        name,
        resources.use(await runtime.place({ service: name, ports: Object.fromEntries(ports) })),
      );
      if (service.database) await openServiceDatabase(name, { plan, ctx, stack, resources, signal });
    }
    for (const name of services) {
      for (const peer of Object.keys(serviceOf(ctx, name).peers)) {
        const tap = await openHop(name, peer as PeerName, { plan, ctx, stack });
        stack.hops.set(`${name}→${peer}`, resources.use(tap));
      }
    }
    return stack;
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
};

/** In a deployment the way to the broker is a hop like any other. */
const openBrokerHop = async (
  name: StartedName,
  {
    plan,
    ctx,
    stack,
    resources,
  }: {
    plan: PlannedStart;
    ctx: RunContext;
    stack: Stack;
    resources: AsyncDisposableStack;
  },
): Promise<void> => {
  const { runtime } = ctx;
  const broker = resources.use(await openBroker(runtime.listenHost));
  const host = runtime.peerHost('broker');
  stack.broker = { host, port: broker.port };
  if (!isDeployment(plan.start, ctx.release)) return;
  const tap = await openRelay({
    listenHost: runtime.listenHost,
    target: () => ({ host: runtime.listenHost, port: broker.port }),
    protocol: 'any',
    clock: stack.clock,
  });
  stack.hops.set(`${name}→mqtt-broker`, resources.use(tap));
  stack.broker = { host, port: tap.port };
};

/** What every tap of the start has seen so far. */
export const hopsOf = ({ hops }: Stack): Observation['hops'] =>
  Object.fromEntries([...hops].map(([hop, tap]) => [hop, tap.observe()]));

export const serviceOf = (ctx: RunContext, name: StartedName): ReleaseService => {
  const service = ctx.release.services[name];
  if (!service) throw new Error(`release ${ctx.release.release} has no service ${name}`);
  return service;
};

const openServiceDatabase = async (
  name: StartedName,
  {
    plan,
    ctx,
    stack,
    resources,
    signal,
  }: {
    plan: PlannedStart;
    ctx: RunContext;
    stack: Stack;
    resources: AsyncDisposableStack;
    signal: AbortSignal;
  },
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
  const database = resources.use(await openDatabase(ctx.postgres, first, { label: name, signal }));
  const later =
    server &&
    resources.use(
      await openDatabase(ctx.postgres, { ...first, server }, { label: name, name: database.name, signal }),
    );
  let answers = database;
  const tap = resources.use(
    await openRelay({
      listenHost: ctx.runtime.listenHost,
      target: () => ({ host: answers.host, port: answers.port }),
      later: () => answers === later,
      protocol: 'postgres',
      clock: stack.clock,
    }),
  );
  const turnTo = (next: Database) => async (): Promise<void> => {
    answers = next;
    await database.endSessions();
  };
  stack.databases.set(name, {
    database,
    tap,
    ...(later && { later: { database: later, turn: turnTo(later) } }),
  });
  stack.hops.set(`${name}→postgres`, tap);
};

/** A hop between two services of the start is a relay; any other peer is scripted. */
const openHop = async (
  from: StartedName,
  to: PeerName,
  {
    plan,
    ctx,
    stack,
  }: {
    plan: PlannedStart;
    ctx: RunContext;
    stack: Stack;
  },
): Promise<Tap> => {
  const { listenHost } = ctx.runtime;
  const provider = providerOf(to, plan, ctx);
  if (provider) {
    const target = (): Address => {
      const address = stack.addresses.get(provider);
      if (!address) throw new Error(`${provider} is not started`);
      return address('grpc');
    };
    return openRelay({ listenHost, target, protocol: 'any', clock: stack.clock });
  }
  // In a deployment only the hop of Clients is a case's own: a script for anybody else follows what it is opened with.
  const followsOpening = isDeployment(plan.start, ctx.release) && from !== 'clients';
  const peer = (followsOpening ? undefined : plan.start.peers?.[to]) ?? companion;
  const credentials = async (identity: Identity): Promise<{ cert: string; key: string }> => {
    const { filePem, privateKey } = await stack.identity(identity, ctx.runtime.peerHost(to));
    return { cert: filePem, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  };
  return openPeer({
    listenHost,
    peer,
    ...(peer.transport !== 'plaintext' && { credentials: await credentials(peer.identity ?? 'right') }),
    ...(peer.later && { later: await credentials(peer.later) }),
    answers: stack.sender.answers,
    clock: stack.clock,
    serves: [to],
  });
};

/** Which started service stands behind a peer's name; the reference's Clients also serves Channels and Domains. */
const providerOf = (peer: PeerName, plan: PlannedStart, ctx: RunContext): StartedName | undefined => {
  const serves = (name: StartedName): boolean =>
    name === peer || (ctx.release.services[name]?.alsoServes ?? []).some((one) => one === peer);
  return startOrder(plan, ctx).find(serves);
};
