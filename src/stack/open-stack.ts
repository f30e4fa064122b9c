/** Opens the stack of one start: databases, taps, peers and places around its services. */
import { identitiesFor, pemPairOf } from '../../certs/identities.ts';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import { openHttpPeer } from '../../fixtures/peers/http-peer.ts';
import { openPeer } from '../../fixtures/peers/peer.ts';
import { openDatabase, type Database } from '../../fixtures/postgres/database.ts';
import type { Wanted } from '../../fixtures/postgres/spare-databases.ts';
import type { Identity, PeerName } from '../../suites/vocabulary.ts';
import type { Address } from '../model/address.ts';
import { InfrastructureError } from '../model/errors.ts';
import { isDeployment, startOrder } from '../plan/deployment.ts';
import { companion, defaultPosture, type PlannedStart } from '../plan/plan.ts';
import { openRelay } from '../probe/tap/relay.ts';
import type { Tap } from '../probe/tap/tap.ts';
import type { ReleaseService, StartedName } from '../release/schema.ts';
import type { Place } from '../runtime/runtime.ts';
import { openBackplaneHops, openShared } from './backplane-hops.ts';
import type { RunContext } from './context.ts';
import { Stack, type BackplaneWords, type Identities, type OpenedDatabase } from './stack.ts';

/** `reuseDatabases`: a database may have the schema of an earlier start, where no case of this one is about that. */
export const openStack = async (
  plan: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
  { reuseDatabases = false } = {},
): Promise<Stack> => {
  const names = startOrder(plan, ctx);
  const services = names.map((name) => ({ name, declared: declaredOf(name, ctx) }));
  const stack = new Stack(plan, ctx, identitiesOf(names, ctx));
  try {
    const shared = openShared(plan, ctx);
    const words = new Map<StartedName, BackplaneWords>();
    for (const { name, declared } of services) {
      const broker = declared.needs.includes('mqtt-broker') ? await openBrokerHop(name, stack) : {};
      words.set(name, { ...broker, ...(await openBackplaneHops(name, stack, shared)) });
    }
    for (const { name, declared } of services) {
      const place = stack.use(await openPlace(name, declared, stack));
      const postgres = declared.database && (await openServiceDatabase(name, stack, reuseDatabases, signal));
      stack.addService({ name, declared, place, words: words.get(name)!, ...(postgres && { postgres }) });
    }
    for (const { name, declared } of services) {
      for (const peer of Object.keys(declared.peers)) {
        stack.addHop(name, peer, await openPeerTap(name, peer, stack));
      }
    }
    return stack;
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
};

const declaredOf = (name: StartedName, { release }: RunContext): ReleaseService => {
  const service = release.services[name];
  if (!service) throw new Error(`release ${release.release} has no service ${name}`);
  return service;
};

/** Issues one pair of an identity for all services of a start, with all their names and addresses. */
const identitiesOf = (
  services: readonly StartedName[],
  { authorities, release, runtime }: RunContext,
): Identities => {
  const peers = services.flatMap((name) => Object.keys(release.services[name]?.peers ?? {}));
  const hosts = [...services, ...peers].map((name) => runtime.peerHost(name));
  return identitiesFor(authorities, {
    label: services.length === 1 ? services[0]! : 'deployment',
    names: [...new Set(['localhost', ...hosts])],
    ips: [...new Set(['127.0.0.1', '::1', runtime.peerAddress])],
  });
};

const openPlace = (
  service: StartedName,
  { listeners }: ReleaseService,
  { plan, ctx: { runtime } }: Stack,
): Promise<Place> => {
  const ports = Object.entries(listeners).map(
    ([listener, { port, protocol }]) =>
      [listener, { fixed: port, protocol: protocol === 'coap' ? 'udp' : 'tcp' }] as const,
  );
  return runtime.place({ service, start: plan.key, ports: Object.fromEntries(ports) });
};

/** In a deployment the connection to the broker is a hop like any other. */
const openBrokerHop = async (name: StartedName, stack: Stack): Promise<BackplaneWords> => {
  const { release, runtime } = stack.ctx;
  const { listenHost } = runtime;
  const broker = stack.use(await openBroker(listenHost));
  const at = (port: number): BackplaneWords => ({
    'broker.host': runtime.peerHost('broker'),
    'broker.port': String(port),
  });
  if (!isDeployment(stack.plan.start, release)) return at(broker.port);
  const target = (): Address => ({ host: listenHost, port: broker.port });
  const tap = await openRelay({ listenHost, target, protocol: 'any', clock: stack.clock });
  return at(stack.addHop(name, 'mqtt-broker', tap).port);
};

const openServiceDatabase = async (
  name: StartedName,
  stack: Stack,
  reuse: boolean,
  signal: AbortSignal,
): Promise<OpenedDatabase> => {
  const { postgres, runtime } = stack.ctx;
  if (!postgres) {
    throw new InfrastructureError(
      'POSTGRES_ABSENT',
      'no PostgreSQL was started for this run',
      'report this as a fault of the suite',
    );
  }
  const { later: server, ...first } = stack.plan.start.postgres ?? defaultPosture;
  const wanted = wantedDatabase(name, stack, reuse);
  const database = stack.use(await openDatabase(postgres, first, { label: name, wanted, signal }));
  const later =
    server &&
    stack.use(
      await openDatabase(
        postgres,
        { ...first, server },
        { label: name, name: database.name, wanted, signal },
      ),
    );
  let answers = database;
  const tap = await openRelay({
    listenHost: runtime.listenHost,
    target: () => ({ host: answers.host, port: answers.port }),
    outside: true,
    later: () => answers === later,
    protocol: 'postgres',
    clock: stack.clock,
  });
  stack.addHop(name, 'postgres', tap);
  const turnTo = (next: Database) => async (): Promise<void> => {
    answers = next;
    await database.endSessions();
  };
  return { database, tap, ...(later && { later: { database: later, turn: turnTo(later) } }) };
};

/**
 * A start of a case about the connection to PostgreSQL begins on an empty database: what a service does there before
 * its schema stands counts, too. Where no case expects it to become ready, it must be known that it would.
 */
const wantedDatabase = (name: StartedName, { plan, ctx }: Stack, reuse: boolean): Wanted => {
  const program = programOf(name, ctx);
  const about =
    plan.start.postgres !== undefined ||
    plan.variables.some(({ settings }) => settings.some((one) => one.startsWith(`${name}.db.`)));
  if (!reuse || about) return { program, state: 'empty' };
  return { program, state: plan.expectsReady ? 'any' : 'proven' };
};

/** What makes the same schema: the program of a service, from one source, with the same fault if any. */
export const programOf = (name: StartedName, { release, programs }: RunContext): string =>
  JSON.stringify([name, release.release, programs]);

/** A hop between two services of the start is a relay; any other peer is scripted. */
const openPeerTap = async (from: StartedName, to: PeerName, stack: Stack): Promise<Tap> => {
  const { plan, ctx, clock } = stack;
  const { listenHost } = ctx.runtime;
  const provider = providerOf(to, stack);
  if (provider) {
    return openRelay({ listenHost, target: () => stack.address(provider, 'grpc'), protocol: 'any', clock });
  }
  const called = ctx.release.services[from]?.peers[to];
  if (called?.protocol === 'http') return openHttpPeer({ listenHost, answers: called.answers ?? {}, clock });
  // In a deployment a case configures only the peer of Clients: other scripted peers accept TLS and plaintext alike.
  const followsOpening = isDeployment(plan.start, ctx.release) && from !== 'clients';
  const peer = (followsOpening ? undefined : plan.start.peers?.[to]) ?? companion;
  const credentials = async (identity: Identity): Promise<{ cert: string; key: string }> =>
    pemPairOf(await stack.identity(identity, ctx.runtime.peerHost(to)));
  return openPeer({
    listenHost,
    peer,
    ...(peer.transport !== 'plaintext' && { credentials: () => credentials(peer.identity ?? 'right') }),
    ...(peer.later && { later: () => credentials(peer.later!) }),
    answers: stack.sender.answers,
    clock,
    serves: [to],
  });
};

/** The started service behind a peer's name; the reference's Clients also serves Channels and Domains. */
const providerOf = (peer: PeerName, { plan, ctx }: Stack): StartedName | undefined => {
  const serves = (name: StartedName): boolean =>
    name === peer || (ctx.release.services[name]?.alsoServes ?? []).some((one) => one === peer);
  return startOrder(plan, ctx).find(serves);
};
