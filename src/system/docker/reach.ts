/** Finds out how this process and containers reach each other. */
import { createSocket } from 'node:dgram';
import { connect, createServer, isIPv4 } from 'node:net';
import type { ContainerRuntimeClient } from 'testcontainers';
import { aboutDaemon, modemOf, type Daemon } from './about.ts';
import { ask, type Docker } from './daemon.ts';
import { ownContainer, type OwnContainer } from './own-container.ts';

/** How this process and the containers reach each other. */
export interface Reach {
  /** Address on which the test process listens so that containers reach it. */
  listenHost: string;
  /** Address by which containers reach it; a guess where the daemon lives in a virtual machine. */
  peerAddress: string;
  /** What stands behind the names of peers in a container: `host-gateway`, or the address. */
  peerAlias: string;
  /** Address of the published ports. */
  host: string;
  /**
   * True when the daemon publishes on this machine's own loopback. Otherwise it publishes on all its addresses,
   * and only it knows which of its ports are free.
   */
  loopback: boolean;
  /** True when addresses of containers are reached from here. */
  direct: boolean;
  /** The network that containers join, where it is not the daemon's default: that of this process's container. */
  network?: string;
}

/**
 * The part of Docker's request by which a container joins the network, and knows by these names what listens here.
 * Docker 20.10 and newer put the address of the host in place of `host-gateway`.
 */
export const joining = (
  { peerAlias, network }: Pick<Reach, 'peerAlias' | 'network'>,
  names: readonly string[],
): { ExtraHosts: string[]; NetworkMode?: string } => ({
  ExtraHosts: names.map((name) => `${name}:${peerAlias}`),
  ...(network !== undefined && { NetworkMode: network }),
});

/** What `reachOf` decides by. */
export interface Surroundings {
  daemon: Pick<Daemon, 'engine' | 'version' | 'rootless'>;
  /** The daemon answers at a socket of this machine's file system. */
  bySocket: boolean;
  /** Where testcontainers or the user expects published ports: a name or an address. */
  host: string;
  /** `host` is an address of this machine. */
  hostIsOurs: boolean;
  own: OwnContainer | undefined;
  /** Address of the daemon's machine in its default network. */
  gateway: string | undefined;
  /** It is possible to listen there. */
  gatewayIsOurs: boolean;
  /** Address of this machine towards a daemon elsewhere, else towards other machines. */
  outward: string | undefined;
}

const loopback = '127.0.0.1';
/** Of Docker's first bridge, unless it is configured otherwise. */
const usualGateway = '172.17.0.1';
const anywhere = '0.0.0.0';

/** @throws InfrastructureError DOCKER_… */
export async function findReach(client: ContainerRuntimeClient): Promise<Reach> {
  const { dockerode } = client.container;
  const runtime = client.info.containerRuntime;
  const own = await ownContainer(dockerode);
  // Testcontainers looks for Ryuk there, which has a published port.
  if (own && process.env['TESTCONTAINERS_HOST_OVERRIDE'] === undefined) runtime.host = own.gateway;
  const daemon = await aboutDaemon(client);
  const gateway = await gatewayOfDefault(dockerode, daemon);
  const addresses = runtime.hostIps.map(({ address }) => address).filter(isIPv4);
  const { socketPath, host, port } = modemOf(dockerode);
  const hostIsOurs = (await Promise.all([runtime.host, ...addresses].map(canListen))).some(Boolean);
  const outward =
    socketPath === undefined && host !== undefined && !hostIsOurs
      ? await addressTowards(host, Number(port))
      : await addressOutward();
  return reachOf({
    daemon,
    bySocket: socketPath !== undefined,
    host: runtime.host,
    hostIsOurs,
    own,
    gateway,
    gatewayIsOurs: gateway !== undefined && (await canListen(gateway)),
    outward,
  });
}

/**
 * In a container of the same daemon, all meet in its network. On the daemon's machine the gateway of the default network
 * is an address of ours, and containers are reached without published ports. Behind a virtual machine, as with Docker
 * Desktop, and without root it is not, but loopback is forwarded there. A daemon elsewhere publishes on its own addresses,
 * and its containers reach this machine at the address from which we reach the daemon. Pure.
 */
export function reachOf(around: Surroundings): Reach {
  const { daemon, bySocket, host, hostIsOurs, own, gateway, outward } = around;
  if (own) {
    const { address, network } = own;
    const at = { listenHost: address, peerAddress: address, peerAlias: address };
    return { ...at, host, loopback: false, direct: true, network };
  }
  if (!bySocket && !hostIsOurs) {
    const at = { peerAddress: outward ?? usualGateway, peerAlias: outward ?? 'host-gateway' };
    return { ...at, listenHost: anywhere, host, loopback: false, direct: false };
  }
  // Without root the daemon's gateway is in a namespace of its own, though another daemon may have the same one here.
  const ours = around.gatewayIsOurs && !daemon.rootless;
  const local = ours || hostIsOurs;
  const byAddress = knowsHostGateway(daemon) ? undefined : ours ? gateway : outward;
  return {
    listenHost: ours && gateway !== undefined ? gateway : anywhere,
    peerAddress: byAddress ?? gateway ?? usualGateway,
    peerAlias: byAddress ?? 'host-gateway',
    host: local ? loopback : host,
    loopback: local,
    direct: ours && bySocket,
  };
}

/**
 * Whether `host-gateway` leads to this machine. Docker without root puts an address of its own namespace there. Podman
 * knows the word since version 5, which it needs without root, where this machine's address may be the container's too.
 */
const knowsHostGateway = ({ engine, version, rootless }: Surroundings['daemon']): boolean =>
  engine === 'Docker' ? !rootless : rootless && Number.parseInt(version) >= 5;

async function gatewayOfDefault(docker: Docker, { engine }: Daemon): Promise<string | undefined> {
  try {
    const about = docker.getNetwork(engine === 'Podman' ? 'podman' : 'bridge').inspect() as Promise<Bridge>;
    return gatewayOf(await ask('describe its default network', about));
  } catch {
    // Configured without one.
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

/** Address of this machine on a connection to the daemon; undefined where there is none within two seconds. */
function addressTowards(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, family: 4 });
    const end = (address?: string): void => {
      socket.destroy();
      resolve(address);
    };
    socket.setTimeout(2000, () => end());
    socket.once('error', () => end());
    socket.once('connect', () => end(socket.localAddress));
  });
}

/** Address of this machine towards others: a UDP socket chooses it without sending anything (RFC 5737 address). */
function addressOutward(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (address?: string): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => end());
    socket.connect(9, '192.0.2.1', () => end(socket.address().address));
  });
}
