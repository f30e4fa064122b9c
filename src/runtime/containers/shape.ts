/** Describes a service's container to Docker. */
import type { Docker } from '../../system/docker/daemon.ts';
import type { Entry, Owner } from '../../system/placed-files.ts';
import type { Attachment } from './attachment.ts';
import { FOLDER } from './place.ts';
import { tar } from './tar.ts';

export interface Shape {
  image: string;
  /** Arguments to the image's entrypoint; without any, the image's own are used. */
  command: string[];
  env: Record<string, string>;
  /** User to run as, when it is another one than the image's. */
  user: Owner | undefined;
  labels: Record<string, string>;
  network: Attachment['options'];
}

/** Makes the request that creates the container (Docker Engine API, ContainerCreate). Pure. */
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
      // The daemon's default may send logs elsewhere. The bound keeps a service from filling the disk.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '64m', 'max-file': '2' } },
    },
  };
}

/**
 * Archive of a service's files for the root of its container.
 * @param known false when the uid of the service is not known: then all users can read its keys
 */
export function filesArchive(entries: Entry[], service: Owner, known: boolean): Buffer {
  return tar(FOLDER, known ? entries : entries.map(readableForAll), service);
}

const readableForAll = (entry: Entry): Entry => ({ ...entry, mode: entry.mode | 0o044 });
