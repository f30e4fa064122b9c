/** Finds what answers at an address: a listener of a program, another container, or nothing that is in the files. */
import type { Container } from '../configuration/model.ts';
import { isLoopback, type Listener } from './listeners.ts';
import type { Instance } from './matching.ts';

export type Located =
  | { state: 'listener'; listener: Listener }
  /** A container of the files where nothing known listens at the port. */
  | { state: 'no listener'; container: string; instance?: Instance; port?: number }
  /** Another product, whose listeners are not known. */
  | { state: 'stranger'; container: string }
  | { state: 'not in the files'; host: string };

/** What a call can lead to. */
export interface Deployment {
  containers: readonly Container[];
  instances: readonly Instance[];
  listeners: readonly Listener[];
}

export const locate = (
  { host, port }: { host: string; port?: number },
  from: Container,
  map: Deployment,
  service?: string,
): Located => {
  if (from.everyService) return inPlainFile(host, port, map, service);
  if (isLoopback(host)) return inContainer(from, port, map);
  const named = map.containers
    .filter((one) => shareNetwork(one, from))
    .flatMap((container) =>
      container.addresses
        .filter((address) => sameHost(address.host, host))
        .map((address) => ({ container, address })),
    );
  if (named.length === 0) return { state: 'not in the files', host };
  const target = (address: (typeof named)[number]['address']): number | undefined =>
    port === undefined ? undefined : address.ports ? address.ports.get(port) : port;
  const found = named.map(({ container, address }) => inContainer(container, target(address), map));
  return found.find(({ state }) => state === 'listener') ?? found[0]!;
};

/** Compose: containers without a common network do not find each other. */
const shareNetwork = (one: Container, other: Container): boolean =>
  one === other ||
  !one.networks ||
  !other.networks ||
  one.networks.some((network) => other.networks?.includes(network));

/** Kubernetes lets a caller leave the domain of the cluster out. */
const sameHost = (known: string, host: string): boolean =>
  known === host || host === `${known}.svc.cluster.local` || host.replace(/\.$/, '') === known;

const inContainer = (container: Container, port: number | undefined, map: Deployment): Located => {
  const instance = map.instances.find((one) => one.container === container);
  if (!instance) return { state: 'stranger', container: container.name };
  const listeners = map.listeners.filter((one) => one.instance === instance);
  const listener =
    listeners.find((one) => port !== undefined && one.port === port) ??
    listeners.find((one) => one.port === undefined && one.reads.protocol === 'grpc');
  return listener
    ? { state: 'listener', listener }
    : { state: 'no listener', container: container.name, instance, ...(port !== undefined && { port }) };
};

/** A plain file says nothing of names: the service that the setting is about is meant, if the port is its own. */
const inPlainFile = (
  host: string,
  port: number | undefined,
  map: Deployment,
  service: string | undefined,
): Located => {
  const candidates = map.listeners.filter(
    ({ instance, reads }) => instance.program.name === service && reads.protocol === 'grpc',
  );
  if (candidates.length === 0) return { state: 'not in the files', host };
  const said = candidates.find((one) => one.reads.portVariable !== undefined && hasPort(one));
  const listener = candidates.find((one) => one.port === port) ?? (said ? undefined : candidates[0]);
  return listener
    ? { state: 'listener', listener }
    : {
        state: 'no listener',
        container: candidates[0]!.instance.name,
        instance: candidates[0]!.instance,
        ...(port !== undefined && { port }),
      };
};

const hasPort = ({ instance, reads }: Listener): boolean =>
  (instance.container.environment.get(reads.portVariable ?? '')?.text ?? '') !== '';
