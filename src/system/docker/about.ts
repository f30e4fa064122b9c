/** Asks a daemon what it is: Docker or Podman, of which version, with or without root, and where it answers. */
import type { ContainerRuntimeClient } from 'testcontainers';
import { ask, type Docker } from './daemon.ts';

export interface Daemon {
  engine: 'Docker' | 'Podman';
  version: string;
  /** It runs as a user without privileges, in a network namespace that this machine does not reach. */
  rootless: boolean;
  /** `unix:///var/run/docker.sock`, or `tcp://host:port`. */
  endpoint: string;
}

/** @throws InfrastructureError DOCKER_… */
export async function aboutDaemon(client: ContainerRuntimeClient): Promise<Daemon> {
  const { dockerode } = client.container;
  const [info, version] = await Promise.all([
    ask('describe itself', dockerode.info() as Promise<{ SecurityOptions?: string[] | null }>),
    ask('tell its version', dockerode.version() as Promise<Versions>),
  ]);
  return { ...described(version), rootless: isRootless(info), endpoint: endpointOf(dockerode) };
}

/** What the daemon says of itself (Docker Engine API, SystemVersion). */
export interface Versions {
  Version?: string;
  Components?: { Name?: string; Version?: string }[] | null;
}

/** Podman serves Docker's API and names itself as a component. */
export function described({ Version = '', Components }: Versions): Pick<Daemon, 'engine' | 'version'> {
  const podman = Components?.find(({ Name }) => Name?.startsWith('Podman'));
  return podman
    ? { engine: 'Podman', version: podman.Version ?? Version }
    : { engine: 'Docker', version: Version };
}

/** Both engines list it among their security options: `name=rootless`. */
export const isRootless = ({ SecurityOptions }: { SecurityOptions?: string[] | null }): boolean =>
  (SecurityOptions ?? []).some((option) => /^(name=)?rootless\b/.test(option));

/** How the client reaches the daemon. */
export interface Modem {
  socketPath?: string;
  host?: string;
  port?: number | string;
}

export const modemOf = (docker: Docker): Modem => docker.modem as Modem;

function endpointOf(docker: Docker): string {
  const { socketPath, host = '', port = '' } = modemOf(docker);
  return socketPath === undefined ? `tcp://${host}:${port}` : `unix://${socketPath}`;
}
