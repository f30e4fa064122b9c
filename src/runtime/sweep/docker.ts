/** Removes the containers, networks and volumes that runs left in Docker. */
import { hostname } from 'node:os';
import { ask, connectDocker, dockerInSight, statusOf, type Docker } from '../../system/docker/daemon.ts';
import { HOST_LABEL, RUN_LABEL } from '../../system/run-folder.ts';
import { HOLDER_LABEL } from '../containers/holders.ts';

export interface SweptDocker {
  /** Names. */
  containers: string[];
  networks: string[];
  volumes: string[];
  /** Names of what could not be removed, with the reason. */
  left: string[];
}

/**
 * Removes the containers, networks and volumes of the runs that `mine` picks by label and machine. Without Docker
 * there is nothing to remove, and nothing to report either.
 */
export async function sweepDocker(
  mine: (label: string, sameMachine: boolean) => boolean,
): Promise<SweptDocker> {
  const swept: SweptDocker = { containers: [], networks: [], volumes: [], left: [] };
  if (!dockerInSight()) return swept;
  let docker: Docker;
  try {
    docker = (await connectDocker()).container.dockerode;
  } catch {
    return swept;
  }
  const filters = { label: [RUN_LABEL] };
  const picked = ({ Labels: labels = {} }: { Labels?: Record<string, string> | null | undefined }) => {
    const label = labels?.[RUN_LABEL];
    return label !== undefined && mine(label, labels?.[HOST_LABEL] === hostname());
  };
  const removeAll = async (names: string[], into: string[], remove: (name: string) => Promise<unknown>) => {
    await Promise.all(
      names.map(async (name) => {
        try {
          await ask(`remove ${name}`, remove(name));
          into.push(name);
        } catch (error) {
          if (statusOf(error) !== 404) swept.left.push(`${name}: ${(error as Error).message}`);
        }
      }),
    );
  };
  try {
    const containers = await ask('list containers', docker.listContainers({ all: true, filters }));
    const ids = new Map(containers.filter(picked).map((container) => [nameOf(container), container.Id]));
    const remove = (name: string) =>
      docker.getContainer(ids.get(name) ?? name).remove({ force: true, v: true });
    // Podman keeps a container while another one is in its network.
    const holders = new Set(containers.filter(isHolder).map(nameOf));
    const names = [...ids.keys()];
    await removeAll(
      names.filter((name) => !holders.has(name)),
      swept.containers,
      remove,
    );
    await removeAll(
      names.filter((name) => holders.has(name)),
      swept.containers,
      remove,
    );
    const networks = await ask('list networks', docker.listNetworks({ filters }));
    const networkNames = networks.filter(picked).map(({ Name }) => Name);
    await removeAll(networkNames, swept.networks, (name) => docker.getNetwork(name).remove());
    const { Volumes: volumes } = await ask('list volumes', docker.listVolumes({ filters }));
    const volumeNames = (volumes ?? []).filter(picked).map(({ Name }) => Name);
    await removeAll(volumeNames, swept.volumes, (name) => docker.getVolume(name).remove());
  } catch (error) {
    swept.left.push((error as Error).message);
  }
  return swept;
}

interface Listed {
  Id: string;
  Names: string[];
  Labels?: Record<string, string> | null;
}

const nameOf = ({ Id, Names }: Listed): string => (Names[0] ?? Id).replace('/', '');

const isHolder = ({ Labels }: Listed): boolean =>
  Object.entries(HOLDER_LABEL).every(([name, value]) => Labels?.[name] === value);
