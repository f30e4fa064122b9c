/** Attaches a service's container to a network, and says where its listeners are found. */
import type { Address } from '../../model/address.ts';
import { ask, type Container, type Docker } from '../../system/docker/daemon.ts';
import type { Reach } from '../../system/docker/reach.ts';
import { addressesOf } from '../listener-address.ts';
import type { Lease } from './holders.ts';
import type { ContainerPlace } from './place.ts';

type Options = NonNullable<Parameters<Docker['createContainer']>[0]>;

/** How a container is attached to a network, and where its listeners are found from here. */
export interface Attachment {
  /** The part of Docker's request that attaches it. */
  options: Pick<Options, 'ExposedPorts'> & {
    HostConfig: Pick<NonNullable<Options['HostConfig']>, 'PortBindings' | 'ExtraHosts' | 'NetworkMode'>;
  };
  address: (listener: string) => Address;
  /** The container that holds the network where that is not the service's own, and where the network is reached. */
  network?: { holder: Container; host: string };
  /** Where addresses are not known before the start: finds them after it. */
  find?: (container: Container) => Promise<void>;
  /** Throws when the network is gone, and with it every observation. */
  check: () => Promise<void>;
}

/** Joins a network that is there already. */
export function joined(place: ContainerPlace, lease: Lease): Attachment {
  return {
    options: { HostConfig: { NetworkMode: `container:${lease.id}` } },
    address: addressesOf(place, lease.address, (listener) => place.ports[listener]),
    network: { holder: lease.container, host: lease.address },
    async check() {
      try {
        await lease.check();
      } catch (error) {
        await place.leaveNetwork();
        throw error;
      }
    },
  };
}

/** Makes a network from which ports are published, for a daemon whose networks cannot be reached from here. */
export function published(place: ContainerPlace, reach: Reach, peers: readonly string[]): Attachment {
  const listeners = Object.entries(place.listeners);
  const ports = new Map(
    listeners.flatMap(([name, { reserved }]) => (reserved ? [[name, reserved.port] as const] : [])),
  );
  const hostIp = reach.loopback ? reach.host : '';
  return {
    options: {
      ExposedPorts: Object.fromEntries(listeners.map(([, { inside }]) => [inside, {}])),
      HostConfig: {
        PortBindings: Object.fromEntries(
          listeners.map(([, { inside, reserved }]) => [
            inside,
            [{ HostIp: hostIp, HostPort: String(reserved?.port ?? '') }],
          ]),
        ),
        // Docker 20.10 and newer put the address of the host in place of `host-gateway`.
        ExtraHosts: peers.map((name) => `${name}:host-gateway`),
      },
    },
    address: addressesOf(place, reach.host, (listener) => ports.get(listener)),
    ...(!reach.loopback && { find: (container: Container) => readPorts(container, place, ports) }),
    check: () => Promise.resolve(),
  };
}

/** Ports that the daemon chose; a container that has ended already has none. */
async function readPorts(
  container: Container,
  place: ContainerPlace,
  ports: Map<string, number>,
): Promise<void> {
  const { NetworkSettings } = await ask('describe a container', container.inspect());
  for (const [name, { inside }] of Object.entries(place.listeners)) {
    const bindings = NetworkSettings.Ports[inside] ?? [];
    const port = Number(bindings.find(({ HostIp }) => !HostIp.includes(':'))?.HostPort ?? 0);
    ports.set(name, port);
  }
}
