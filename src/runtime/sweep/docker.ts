/** Removes the containers, networks and volumes that runs left in Docker. */
import { hostname } from 'node:os';
import { ask, connectDocker, dockerInSight, statusOf, type Docker } from '../../system/docker/daemon.ts';
import { HOST_LABEL, RUN_LABEL } from '../../system/run-folder.ts';

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
    const ids = new Map(
      containers.filter(picked).map(({ Id, Names }) => [(Names[0] ?? Id).replace('/', ''), Id]),
    );
    await removeAll([...ids.keys()], swept.containers, (name) =>
      docker.getContainer(ids.get(name) ?? name).remove({ force: true, v: true }),
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
