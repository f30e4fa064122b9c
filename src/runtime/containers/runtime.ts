/** Runs services as containers. */
import type { ContainerRuntimeClient } from 'testcontainers';
import { InfrastructureError } from '../../model/errors.ts';
import type { PinnedImage } from '../../model/image.ts';
import { ask, connectDocker, type Container } from '../../system/docker/daemon.ts';
import { imageFinder, type Image } from '../../system/docker/image.ts';
import { findReach, type Reach } from '../../system/docker/reach.ts';
import { watchLostTime } from '../../system/lost-time.ts';
import { OTHER_USER, placedEntries, type Owner } from '../../system/placed-files.ts';
import type { PortRange } from '../../system/ports/range.ts';
import { portReserver } from '../../system/ports/reserve.ts';
import { runLabels } from '../../system/run-folder.ts';
import { bootRace } from '../boot-race.ts';
import type { BootSpec, Exited, Hung, PlaceRequest, Program, Ready, Runtime } from '../runtime.ts';
import { joined, published, type Attachment } from './attachment.ts';
import { holderPool, type Lease } from './holders.ts';
import { logsOf } from './logs.ts';
import { peerHost, peersIn } from './peers.ts';
import { ContainerPlace } from './place.ts';
import { containerOptions, filesArchive } from './shape.ts';
import { socketsIn } from './sockets.ts';
import { pidOf, refuseWrongFormat, startContainer, type Started } from './started.ts';

export interface ContainerRuntimeOptions {
  /** Label of the run. */
  label: string;
  /** Folder of the run, as `createRunFolder` makes it. */
  folder: string;
  /** Image with `sleep`, for the containers that hold networks, where this machine reaches the daemon's networks. */
  holder: PinnedImage;
  /** Ports of the host to publish on, where the daemon publishes on this machine's loopback. */
  ports?: PortRange | undefined;
  /** True: publish ports although this machine reaches the daemon's networks. */
  publish?: boolean;
}

/**
 * Runs services as containers: in held networks where this machine reaches the daemon's networks, else with published
 * ports. Published ports are known before the start where the daemon shares the loopback of this machine.
 * @throws InfrastructureError DOCKER_ABSENT, DOCKER_REFUSED, IMAGE_…
 */
export async function createContainerRuntime(options: ContainerRuntimeOptions): Promise<Runtime> {
  const client = await connectDocker();
  const reach = await findReach(client);
  const reserver = portReserver({ folder: options.folder, range: options.ports });
  const find = imageFinder(client);
  const direct = reach.direct && options.publish !== true;
  if (direct) await find(options.holder);
  const held = { ...options, image: options.holder.id, reach };
  const lease = direct ? holderPool(client.container.dockerode, held, peerHost) : undefined;
  const daemon: Daemon = { client, reach, find, options, lease };
  return {
    kind: 'containers',
    listenHost: reach.listenHost,
    peerAddress: reach.peerAddress,
    peerHost,
    async place(request: PlaceRequest) {
      const chosenHere = !direct && reach.loopback ? request.ports : {};
      return reserver.reserveEach(chosenHere, (reserved) => new ContainerPlace(request, reserved));
    },
    boot: (spec, signal) => boot(daemon, spec, signal),
  };
}

interface Daemon {
  client: ContainerRuntimeClient;
  reach: Reach;
  find: (image: PinnedImage) => Promise<Image>;
  options: ContainerRuntimeOptions;
  /** Unset where ports are published. */
  lease: ((names: readonly string[]) => Promise<Lease>) | undefined;
}

async function boot(daemon: Daemon, spec: BootSpec, signal: AbortSignal): Promise<Ready | Exited | Hung> {
  signal.throwIfAborted();
  const { place, program } = spec;
  if (program.kind !== 'container' || !(place instanceof ContainerPlace)) {
    throw new InfrastructureError(
      'PROGRAM_KIND',
      `Expected a program and a place for containers; found a ${program.kind} program for ${place.service}.`,
      'Use the place and the program of the same runtime.',
    );
  }
  const image = await daemon.find(program.image);
  signal.throwIfAborted();
  const attachment = await attach(daemon, place, peersIn([...program.command, ...Object.values(spec.env)]));
  signal.throwIfAborted();
  const container = await create(daemon, spec, { program, place, image, attachment });
  try {
    signal.throwIfAborted();
    const { address } = attachment;
    if (!attachment.find) await spec.onAddress?.(address);
    const title = `${place.service} (${program.image.ref})`;
    const started = await startContainer(container, title);
    if (attachment.find) {
      await attachment.find(container);
      await spec.onAddress?.(address);
    }
    const { timeoutMs, pollMs } = spec;
    const ready = (over: AbortSignal) => spec.ready(address, over);
    using time = watchLostTime();
    const lostMs = async () => time.lostMs(await pidOf(container));
    const { exited } = started;
    const outcome = await bootRace({ exited, ready, timeoutMs, lostMs, pollMs, signal });
    const ms = performance.now() - started.began;
    if (outcome === 'ready') return readyContainer(container, started, attachment, { place, ms });
    const lost = outcome === 'starved' && { starvedMs: await lostMs() };
    const exit = outcome === 'exited' ? await exited : await started.kill();
    const [output] = await Promise.all([logsOf(container), attachment.check()]);
    await place.remove(container);
    if (outcome !== 'exited') return { outcome: 'hung', ms, ...lost, output };
    refuseWrongFormat(title, output);
    return { outcome, ...exit, output };
  } catch (error) {
    // The first error is the one to report; the place and the sweep try again to remove the container.
    await place.remove(container).catch(() => {});
    if (error instanceof InfrastructureError && error.code === 'NETWORK_ENDED') await place.leaveNetwork();
    throw error;
  }
}

async function attach(
  { reach, lease }: Daemon,
  place: ContainerPlace,
  peers: readonly string[],
): Promise<Attachment> {
  if (!lease) return published(place, reach, peers);
  return joined(place, place.networkFor(peers) ?? place.enter(await lease(peers)));
}

/** Makes the container and puts the files in, without starting it. */
async function create(
  { client, options }: Daemon,
  spec: BootSpec,
  {
    program,
    place,
    image,
    attachment,
  }: {
    program: Extract<Program, { kind: 'container' }>;
    place: ContainerPlace;
    image: Image;
    attachment: Attachment;
  },
): Promise<Container> {
  const service: Owner = spec.otherUser ? OTHER_USER : (image.user ?? { uid: 0, gid: 0 });
  // A container's root reads everything, and the suite does not choose the user of an image.
  const entries = placedEntries(spec.files, service, spec.otherUser ? 'owner' : 'nothing');
  const { dockerode } = client.container;
  const shape = containerOptions({
    image: program.image.id,
    command: program.command,
    env: spec.env,
    user: spec.otherUser ? OTHER_USER : undefined,
    labels: runLabels(options.label),
    network: attachment.options,
  });
  const container = await ask(`make a container for ${place.service}`, dockerode.createContainer(shape));
  place.add(container);
  // The daemon starts a program to unpack an archive, which costs half as much as a start.
  if (entries.length === 0) return container;
  const archive = filesArchive(entries, service, spec.otherUser || image.user !== undefined);
  try {
    await ask(`put files into ${place.service}`, container.putArchive(archive, { path: '/' }));
  } catch (error) {
    await place.remove(container).catch(() => {});
    throw error;
  }
  return container;
}

function readyContainer(
  container: Container,
  { exited, stop }: Started,
  { address, check, network }: Attachment,
  {
    place,
    ms,
  }: {
    place: ContainerPlace;
    ms: number;
  },
): Ready {
  let kept: string | undefined;
  return {
    outcome: 'ready',
    ms,
    address,
    exited,
    output: async () => kept ?? logsOf(container),
    sockets: async () => socketsIn(network?.holder ?? container, network?.host),
    async stop(graceMs = 2000) {
      // Checked before the service ends: probes so far count only if the network was there.
      await check();
      return stop(graceMs);
    },
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
