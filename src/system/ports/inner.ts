/** Ports that a release's services bind besides and cannot choose, and the addresses at which they can be bound. */
import { networkInterfaces } from 'node:os';

export interface InnerPort {
  protocol: 'tcp' | 'udp';
  port: number;
  /** Listener whose host it is bound to; without one it is bound to all addresses, or to loopback. */
  listener?: string;
}

/** As in a release file: `tcp/81`, or `udp/5682@coap` on the host that the listener `coap` is given. */
export const innerPort = (declared: string): InnerPort => {
  const [, protocol, port, listener] = /^(tcp|udp)\/(\d+)(?:@(.+))?$/.exec(declared)!;
  return {
    protocol: protocol as InnerPort['protocol'],
    port: Number(port),
    ...(listener !== undefined && { listener }),
  };
};

/** The declaration without its listener, `udp/5682`: what reports call it. */
export const portName = ({ protocol, port }: InnerPort): string => `${protocol}/${port}`;

const loopback = '127.0.0.1';

/**
 * Any of these will do for the port. Further addresses of 127.0.0.0/8 are none: a service that lets the system choose
 * the source of its answers sends them from 127.0.0.1. The machine's own addresses are their own source.
 */
export const hostsFor = ({ listener }: InnerPort): readonly string[] =>
  listener === undefined || process.platform !== 'linux' ? [loopback] : [loopback, ...ownAddresses()];

const ownAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

/** All of a service. */
export const innerPorts = ({ exclusive }: { exclusive: readonly string[] }): InnerPort[] =>
  exclusive.map(innerPort);
