/** Finds the container in which this process runs, where the daemon that is used has made it. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ask, statusOf, type Docker } from './daemon.ts';

/** This process among the containers of the daemon: what the daemon starts reaches it in their common network. */
export interface OwnContainer {
  /** Name of the network. */
  network: string;
  /** IPv4 address of this process in it. */
  address: string;
  /** Address of the daemon's machine in it, where ports are published. */
  gateway: string;
}

/** Undefined outside of containers, in one of another daemon, and in one that shares the machine's network. */
export async function ownContainer(
  docker: Docker,
  id: string | undefined = ownId(),
): Promise<OwnContainer | undefined> {
  if (id === undefined) return undefined;
  try {
    const about = await ask('describe the container of this process', docker.getContainer(id).inspect());
    const [, shared] = /^container:(.+)$/.exec(about.HostConfig.NetworkMode ?? '') ?? [];
    if (shared !== undefined) return await ownContainer(docker, shared);
    const [network, at] =
      Object.entries(about.NetworkSettings.Networks).find(([, { IPAddress }]) => IPAddress) ?? [];
    return at && network !== undefined ? { network, address: at.IPAddress, gateway: at.Gateway } : undefined;
  } catch (error) {
    // A container of another daemon, or this daemon does not know the id.
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function ownId(): string | undefined {
  try {
    const id = idIn(readFileSync('/proc/self/mountinfo', 'latin1'));
    if (id !== undefined) return id;
  } catch {
    // Not Linux.
  }
  // Unless it was named, the host name of a container is the beginning of its id.
  return /^[0-9a-f]{12}$/.test(hostname()) ? hostname() : undefined;
}

/**
 * Id of the container by what the engine mounts into it: `/etc/hostname` is a file in a folder of that name, with Docker
 * and with Podman (proc(5), mountinfo).
 */
export const idIn = (mountinfo: string): string | undefined =>
  /^\d+ \d+ \S+ \S*\/(?:overlay-)?containers\/([0-9a-f]{64})\/\S* \/etc\/(?:hostname|hosts|resolv\.conf) /m.exec(
    mountinfo,
  )?.[1];
