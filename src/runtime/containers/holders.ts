/** Keeps networks ready, each held by a container that does nothing else. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError } from '../../model/errors.ts';
import { ask, statusOf, type Container, type Docker } from '../../system/docker/daemon.ts';
import { joining, type Reach } from '../../system/docker/reach.ts';
import { runLabels } from '../../system/run-folder.ts';

/** Label of the containers that only hold a network. */
export const HOLDER_LABEL = { 'org.magistrala-conformance.role': 'network' };

/** A network namespace with an address, borrowed by one service at a time. */
export interface Lease {
  /** Id of the container that holds it. */
  id: string;
  container: Container;
  /** Address of every listener in the network; it never changes. */
  address: string;
  covers: (names: readonly string[]) => boolean;
  /** @throws InfrastructureError NETWORK_ENDED when its container does not run any more */
  check: () => Promise<void>;
  /** Returns the network for reuse; idempotent. Everything that ran in it must have ended. */
  release: () => void;
  /** Removes the network for good. */
  discard: () => Promise<void>;
}

export interface HolderOptions {
  /** Folder of the run: its workers share the holders, which end with the run. */
  folder: string;
  label: string;
  /** Any image with `sleep`. */
  image: string;
  reach: Pick<Reach, 'peerAlias' | 'network'>;
}

interface Holder {
  address: string;
  names: string[];
}

/** Names that nearly every start needs: every holder has them, so that one holder fits most starts. */
const usual = [
  ...['auth', 'clients', 'channels', 'domains', 'groups', 'users'],
  ...['postgres', 'broker', 'nats', 'redis', 'amqp', 'spicedb'],
];

/**
 * Holds a few networks, each by a container that does nothing, for services to join in turn. Making a network costs the
 * daemon more than starting a service in it, and a network that exists before the service refuses connections at once
 * instead of leaving them open.
 * @param hostOf the name by which a service reaches a peer of that name
 */
export function holderPool(docker: Docker, options: HolderOptions, hostOf: (name: string) => string) {
  const { folder, label, image, reach } = options;
  const shelf = join(folder, 'networks');
  mkdirSync(shelf, { recursive: true });

  const lease = (id: string, { address, names }: Holder): Lease => {
    const taken = join(shelf, `${id}.taken`);
    let held = true;
    const container = docker.getContainer(id);
    return {
      id,
      container,
      address,
      covers: (wanted) => wanted.every((name) => names.includes(name)),
      async check() {
        const about = await ask('describe the holder of a network', container.inspect()).catch((error) => {
          if (statusOf(error) === 404) return undefined;
          throw error;
        });
        if (!about?.State.Running) throw networkEnded();
      },
      release() {
        if (!held) return;
        held = false;
        try {
          renameSync(taken, join(shelf, `${id}.free`));
        } catch (error) {
          // A sweep has taken the run's folder, and the holder with it.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        }
      },
      async discard() {
        if (!held) return;
        held = false;
        rmSync(taken, { force: true });
        await ask('remove the holder of a network', container.remove({ force: true, v: true })).catch(
          (error) => {
            if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
          },
        );
      },
    };
  };

  const takeFree = (wanted: readonly string[]): Lease | undefined => {
    for (const name of readdirSync(shelf).filter((one) => one.endsWith('.free'))) {
      const [id] = name.split('.') as [string];
      const found = holderIn(join(shelf, name));
      if (!found || !wanted.every((one) => found.names.includes(one))) continue;
      try {
        renameSync(join(shelf, name), join(shelf, `${id}.taken`));
      } catch {
        // Another worker has taken this network.
        continue;
      }
      return lease(id, found);
    }
    return undefined;
  };

  const make = async (wanted: readonly string[]): Promise<Lease> => {
    const names = [...new Set([...usual.map(hostOf), ...wanted])];
    const container = await ask(
      'make a container that holds a network',
      docker.createContainer({
        Image: image,
        Entrypoint: ['sleep'],
        Cmd: ['2147483647'],
        Labels: { ...runLabels(label), ...HOLDER_LABEL },
        HostConfig: joining(reach, names),
      }),
    );
    await ask('start a container that holds a network', container.start());
    const { NetworkSettings } = await ask('describe the holder of a network', container.inspect());
    const address = Object.values(NetworkSettings.Networks).find(({ IPAddress }) => IPAddress)?.IPAddress;
    if (address === undefined) throw networkEnded();
    const holder: Holder = { address, names };
    writeFileSync(join(shelf, `${container.id}.taken`), JSON.stringify(holder));
    return lease(container.id, holder);
  };

  return async (wanted: readonly string[]): Promise<Lease> => takeFree(wanted) ?? (await make(wanted));
}

const holderIn = (file: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

export const networkEnded = (cause?: unknown): InfrastructureError =>
  new InfrastructureError(
    'NETWORK_ENDED',
    'Expected the container that holds a network to run until the run ends; found that it does not.',
    'Look at what ends containers on this machine, then repeat the run.',
    { cause },
  );
