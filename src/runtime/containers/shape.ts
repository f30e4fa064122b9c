/** Describes a service's container to Docker. */
import type { Docker } from '../../system/docker/daemon.ts';
import type { Entry, Owner } from '../../system/placed-files.ts';
import type { Attachment } from './attachment.ts';
import { FOLDER } from './place.ts';
import { tar } from './tar.ts';

export interface Shape {
  image: string;
  /** Arguments to the image's entrypoint; none: the image's own. */
  command: string[];
  env: Record<string, string>;
  /** User to run as, when it is another one than the image's. */
  user: Owner | undefined;
  labels: Record<string, string>;
  network: Attachment['options'];
}

/** What Docker is asked for (Docker Engine API, ContainerCreate). Pure. */
export function containerOptions(shape: Shape): Parameters<Docker['createContainer']>[0] {
  const { image, command, env, user, labels, network } = shape;
  return {
    ...network,
    Image: image,
    Labels: labels,
    Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    StopSignal: 'SIGINT',
    ...(command.length > 0 ? { Cmd: command } : {}),
    ...(user ? { User: `${user.uid}:${user.gid}` } : {}),
    HostConfig: {
      ...network.HostConfig,
      // A daemon may send logs elsewhere by default; a service that repeats itself must not fill its disk.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '64m', 'max-file': '2' } },
    },
  };
}

/**
 * Archive of a service's files for the root of its container.
 * @param known false when the number of the service's user is not known: then its keys are readable for all
 */
export function filesArchive(entries: Entry[], service: Owner, known: boolean): Buffer {
  return tar(FOLDER, known ? entries : entries.map(readableForAll), service);
}

const readableForAll = (entry: Entry): Entry => ({ ...entry, mode: entry.mode | 0o044 });
