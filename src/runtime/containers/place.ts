/** Gives a service in a container its ports and network, and removes them at the end. */
import { ask, statusOf, type Container } from '../../system/docker/daemon.ts';
import type { ReservedPort } from '../../system/ports/reserve.ts';
import type { Place, PlaceRequest } from '../runtime.ts';
import type { Lease } from './holders.ts';

/** Folder of the files in the container. */
export const FOLDER = 'conformance';

export interface PublishedListener {
  /** Port in the container and its protocol, as Docker writes it: `9001/tcp`. */
  inside: string;
  /** Port of the host; undefined when the daemon chooses it at the start. */
  reserved: ReservedPort | undefined;
}

/** Place of one service in containers: a network or published ports, and the containers that were made for it. */
export class ContainerPlace implements Place {
  readonly service: string;
  readonly ports: Record<string, number>;
  readonly bindHost = '0.0.0.0';
  readonly listeners: Record<string, PublishedListener>;
  readonly #containers = new Set<Container>();
  #network: Lease | undefined;

  constructor(request: PlaceRequest, reserved: Record<string, ReservedPort>) {
    const ports = Object.entries(request.ports);
    this.service = request.service;
    this.ports = Object.fromEntries(ports.map(([name, { fixed }]) => [name, fixed]));
    this.listeners = Object.fromEntries(
      ports.map(([name, { fixed, protocol }]) => [
        name,
        { inside: `${fixed}/${protocol}`, reserved: reserved[name] },
      ]),
    );
  }

  path(file: string): string {
    return `/${FOLDER}/${file}`;
  }

  add(container: Container): void {
    this.#containers.add(container);
  }

  /** Removes a container and its volumes; idempotent. */
  async remove(container: Container): Promise<void> {
    if (!this.#containers.has(container)) return;
    try {
      await ask('remove a container', container.remove({ force: true, v: true }));
    } catch (error) {
      // Another process removed it, or is removing it now.
      if (![404, 409].includes(statusOf(error) ?? 0)) throw error;
    }
    this.#containers.delete(container);
  }

  /** The network of an earlier start at this place, where it knows the same peers. */
  networkFor(peers: readonly string[]): Lease | undefined {
    return this.#network?.covers(peers) ? this.#network : undefined;
  }

  enter(network: Lease): Lease {
    this.#network?.release();
    this.#network = network;
    return network;
  }

  /** Discards the network, so that no other service can use it either. */
  async leaveNetwork(): Promise<void> {
    await this.#network?.discard();
    this.#network = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#containers].map((container) => this.remove(container)));
    this.#network?.release();
    for (const { reserved } of Object.values(this.listeners)) reserved?.release();
  }
}
