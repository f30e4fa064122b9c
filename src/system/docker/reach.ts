/** Finds out how this process and containers reach each other. */
import { createServer } from 'node:net';
import type { ContainerRuntimeClient } from 'testcontainers';
import { ask } from './daemon.ts';

/** How this process and the containers reach each other. */
export interface Reach {
  /** Address on which the test process listens so that containers reach it through `host-gateway`. */
  listenHost: string;
  /** What `host-gateway` stands for; a guess where the daemon lives in a virtual machine. */
  peerAddress: string;
  /** Address of the published ports. */
  host: string;
  /**
   * True when the daemon publishes on this machine's own loopback. Otherwise it publishes on all its addresses,
   * and only it knows which of its ports are free.
   */
  loopback: boolean;
  /** True when addresses of containers are reached from here. */
  direct: boolean;
}

const LOOPBACK = '127.0.0.1';
/** Of Docker's first bridge, unless it is configured otherwise. */
const USUAL_GATEWAY = '172.17.0.1';

/**
 * Finds out by listening at the default bridge's gateway, which `host-gateway` stands for: where that is possible it
 * is an address of ours, and the daemon shares our network; behind a virtual machine, as with Docker Desktop, it does
 * not, but loopback is forwarded there.
 */
export async function findReach(client: ContainerRuntimeClient): Promise<Reach> {
  const gateway = await bridgeGateway(client);
  const ours = gateway !== undefined && (await canListen(gateway));
  const { host } = client.info.containerRuntime;
  const loopback = ours || host === 'localhost' || host === LOOPBACK;
  // A daemon elsewhere may have a bridge of the same address.
  const { socketPath } = client.container.dockerode.modem as { socketPath?: string };
  return {
    listenHost: ours ? gateway : '0.0.0.0',
    peerAddress: gateway ?? USUAL_GATEWAY,
    host: loopback ? LOOPBACK : host,
    loopback,
    direct: ours && socketPath !== undefined,
  };
}

async function bridgeGateway(client: ContainerRuntimeClient): Promise<string | undefined> {
  try {
    const about = client.container.dockerode.getNetwork('bridge').inspect() as Promise<Bridge>;
    return gatewayOf(await ask('describe its bridge', about));
  } catch {
    // Other daemons, Podman among them, have no network of that name.
    return undefined;
  }
}

/** Docker's description of a network. */
export interface Bridge {
  IPAM?: { Config?: { Gateway?: string; Subnet?: string }[] };
}

/** The IPv4 gateway: where a daemon does not tell, as in the run that made the network, its first address. */
export function gatewayOf({ IPAM }: Bridge): string | undefined {
  const configs = IPAM?.Config ?? [];
  const declared = configs.map(({ Gateway }) => Gateway).find((address) => address?.includes('.'));
  const net = configs.map(({ Subnet = '' }) => /^(\d+\.\d+\.\d+)\.0\//.exec(Subnet)?.[1]).find(Boolean);
  return declared ?? (net && `${net}.1`);
}

/** The system's list of interfaces leaves the bridge out while no container is attached to it; this does not. */
function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
