import type { ContainerRuntimeClient } from 'testcontainers';
import { bootRace } from '../boot-race.ts';
import { OTHER_USER, placedEntries, type Owner } from '../placed-files.ts';
import { portReserver, type ReservedPort } from '../ports.ts';
import type { PortRange } from '../ports-range.ts';
import { runLabels } from '../run-folder.ts';
import {
  InfrastructureError,
  type Address,
  type BootSpec,
  type Exited,
  type Hung,
  type PlaceRequest,
  type Program,
  type Ready,
  type Runtime,
} from '../runtime.ts';
import { ask, connectDocker, type Container } from './docker.ts';
import { imageFinder, type Image } from './image.ts';
import { logsOf } from './logs.ts';
import { ContainerPlace } from './place.ts';
import { findReach, type Reach } from './reach.ts';
import { containerOptions, filesArchive } from './shape.ts';
import { refuseWrongFormat, startContainer, type Started } from './started.ts';

export interface ContainerRuntimeOptions {
  /** Label of the run. */
  label: string;
  /** Folder of the run, as `createRunFolder` makes it. */
  folder: string;
  /** Network to put the containers into, each under its service's name; the default bridge otherwise. */
  network?: string | undefined;
  /** Ports of the host to publish on, where the daemon publishes on this machine's loopback. */
  ports?: PortRange | undefined;
}

/** Domain of the names by which containers reach what listens in the test process. */
const PEER_DOMAIN = 'conformance.test';

/**
 * Services as containers. Ports are published on loopback and known before the start, where the daemon shares it.
 * @throws InfrastructureError DOCKER_ABSENT, DOCKER_REFUSED
 */
export async function createContainerRuntime(options: ContainerRuntimeOptions): Promise<Runtime> {
  const client = await connectDocker();
  const reach = await findReach(client);
  const reserver = portReserver({ folder: options.folder, range: options.ports });
  const peers = new Set<string>();
  const world: World = { client, reach, peers, find: imageFinder(client), options };
  return {
    kind: 'containers',
    listenHost: reach.listenHost,
    peerAddress: reach.peerAddress,
    peerHost(name) {
      const host = `${name}.${PEER_DOMAIN}`;
      peers.add(host);
      return host;
    },
    async place(request: PlaceRequest) {
      const reserved: Record<string, ReservedPort> = {};
      try {
        for (const [name, { protocol }] of reach.loopback ? Object.entries(request.ports) : []) {
          reserved[name] = await reserver.reserve(protocol);
        }
        return new ContainerPlace(request, reserved);
      } catch (error) {
        for (const port of Object.values(reserved)) port.release();
        throw error;
      }
    },
    boot: (spec, signal) => boot(world, spec, signal),
  };
}

interface World {
  client: ContainerRuntimeClient;
  reach: Reach;
  /** Names of peers that were asked for so far. */
  peers: ReadonlySet<string>;
  find: (image: string, pull: Extract<Program, { kind: 'container' }>['pull']) => Promise<Image>;
  options: ContainerRuntimeOptions;
}

async function boot(world: World, spec: BootSpec, signal: AbortSignal): Promise<Ready | Exited | Hung> {
  signal.throwIfAborted();
  const { place, program } = spec;
  if (program.kind !== 'container' || !(place instanceof ContainerPlace)) {
    throw new InfrastructureError(
      'PROGRAM_KIND',
      `Expected a program and a place for containers; found a ${program.kind} program for ${place.service}.`,
      'Use the place and the program of the same runtime.',
    );
  }
  const image = await world.find(program.image, program.pull);
  signal.throwIfAborted();
  const container = await create(world, spec, program, place, image);
  try {
    signal.throwIfAborted();
    const hostPorts = publishedPorts(place);
    const address = addressOf(place, world.reach.host, hostPorts);
    if (world.reach.loopback) await spec.onAddress?.(address);
    const title = `${place.service} (${program.image})`;
    const started = await startContainer(container, title);
    if (!world.reach.loopback) {
      await readPorts(container, place, hostPorts);
      await spec.onAddress?.(address);
    }
    const { timeoutMs, pollMs } = spec;
    const ready = (over: AbortSignal) => spec.ready(address, over);
    const outcome = await bootRace({ exited: started.exited, ready, timeoutMs, pollMs, signal });
    const ms = performance.now() - started.began;
    if (outcome === 'ready') return readyContainer(container, started, place, address, ms);
    const exit = outcome === 'hung' ? await started.kill() : await started.exited;
    const output = await logsOf(container);
    await place.remove(container);
    if (outcome === 'hung') return { outcome, ms, output };
    refuseWrongFormat(title, output);
    return { outcome, ...exit, output };
  } catch (error) {
    // What happened first is what has to be told; the place and the sweep try again to remove it.
    await place.remove(container).catch(() => {});
    throw error;
  }
}

/** Makes the container and puts the files in, without starting it. */
async function create(
  { client, reach, peers, options }: World,
  spec: BootSpec,
  program: Extract<Program, { kind: 'container' }>,
  place: ContainerPlace,
  image: Image,
): Promise<Container> {
  const service: Owner = spec.otherUser ? OTHER_USER : (image.user ?? { uid: 0, gid: 0 });
  // A container's root reads everything, and which user an image runs as is its own affair.
  const entries = placedEntries(spec.files, service, spec.otherUser ? 'owner' : 'nothing');
  const archive = filesArchive(entries, service, spec.otherUser || image.user !== undefined);
  const { dockerode } = client.container;
  const shape = containerOptions({
    image: program.image,
    command: program.command,
    env: spec.env,
    user: spec.otherUser ? OTHER_USER : undefined,
    labels: runLabels(options.label),
    listeners: place.listeners,
    hostIp: reach.loopback ? reach.host : '',
    peers: [...peers],
    network: options.network === undefined ? undefined : { name: options.network, alias: place.service },
  });
  const container = await ask(`make a container for ${place.service}`, dockerode.createContainer(shape));
  place.add(container);
  try {
    await ask(`put files into ${place.service}`, container.putArchive(archive, { path: '/' }));
  } catch (error) {
    await place.remove(container).catch(() => {});
    throw error;
  }
  return container;
}

function publishedPorts(place: ContainerPlace): Map<string, number> {
  return new Map(
    Object.entries(place.listeners).flatMap(([name, { reserved }]) =>
      reserved ? [[name, reserved.port] as const] : [],
    ),
  );
}

/** Ports that the daemon chose; a container that has ended already has none. */
async function readPorts(
  container: Container,
  place: ContainerPlace,
  ports: Map<string, number>,
): Promise<void> {
  const { NetworkSettings } = await ask('describe a container', container.inspect());
  for (const [name, { inside }] of Object.entries(place.listeners)) {
    const bindings = NetworkSettings.Ports[inside] ?? [];
    const port = Number(bindings.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort ?? 0);
    ports.set(name, port);
  }
}

function addressOf(
  place: ContainerPlace,
  host: string,
  ports: ReadonlyMap<string, number>,
): (listener: string) => Address {
  return (listener) => {
    const port = ports.get(listener);
    if (port !== undefined) return { host, port };
    throw new InfrastructureError(
      'LISTENER_UNKNOWN',
      `Expected a listener of ${place.service}; found ${JSON.stringify(listener)}, which has no port.`,
      `Use one of: ${Object.keys(place.ports).join(', ')}.`,
    );
  };
}

function readyContainer(
  container: Container,
  { exited, stop }: Started,
  place: ContainerPlace,
  address: Ready['address'],
  ms: number,
): Ready {
  let kept: string | undefined;
  return {
    outcome: 'ready',
    ms,
    address,
    exited,
    output: async () => kept ?? logsOf(container),
    stop: (graceMs = 2000) => stop(graceMs),
    async [Symbol.asyncDispose]() {
      try {
        await stop(2000);
        kept ??= await logsOf(container);
      } finally {
        await place[Symbol.asyncDispose]();
      }
    },
  };
}
