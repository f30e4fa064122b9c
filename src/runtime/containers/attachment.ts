/** Attaches a service's container to a network, and returns the addresses of its listeners. */
import type { Address } from '../../model/address.ts';
import { ask, type Container, type Docker } from '../../system/docker/daemon.ts';
import { joining, type Reach } from '../../system/docker/reach.ts';
import { addressesOf } from '../listener-address.ts';
import type { Lease } from './holders.ts';
import type { ContainerPlace } from './place.ts';

type Options = NonNullable<Parameters<Docker['createContainer']>[0]>;

/** How a container is attached to a network, and at which addresses the suite reaches its listeners. */
export interface Attachment {
  /** The part of Docker's request that attaches the container. */
  options: Pick<Options, 'ExposedPorts'> & {
    HostConfig: Pick<NonNullable<Options['HostConfig']>, 'PortBindings' | 'ExtraHosts' | 'NetworkMode'>;
  };
  address: (listener: string) => Address;
  /** The container that holds the network, where another than the service's does, and the network's address. */
  network?: { holder: Container; host: string };
  /** Finds the addresses after the start, where they are not known before. */
  find?: (container: Container) => Promise<void>;
  /** Throws when the network is gone: no observation counts then. */
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

/** Makes a network and publishes ports from it, for a daemon whose networks this machine cannot reach. */
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
        ...joining(reach, peers),
      },
    },
    address: addressesOf(place, reach.host, (listener) => ports.get(listener)),
    ...(!reach.loopback && { find: (container: Container) => readPorts(container, place, ports) }),
    check: () => Promise.resolve(),
  };
}

/** Ports that the daemon chose; a container that has ended has none. */
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
