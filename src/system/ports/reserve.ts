/** Reserves free ports on loopback. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { InfrastructureError } from '../../model/errors.ts';
import { lockPort } from './lock.ts';
import { portRanges, type PortRange } from './range.ts';

export type Protocol = 'tcp' | 'udp';

export interface ReservedPort {
  port: number;
  protocol: Protocol;
  /** Idempotent. */
  release: () => void;
}

export interface PortReserver {
  /** @throws InfrastructureError PORTS_IN_USE when the range holds no free port */
  reserve: (protocol: Protocol) => Promise<ReservedPort>;
  /** A port for each name, and what `make` makes of them. Releases all of them when that fails. */
  reserveEach: <Made>(
    ports: Readonly<Record<string, { protocol: Protocol }>>,
    make: (reserved: Record<string, ReservedPort>) => Made,
  ) => Promise<Made>;
}

export interface PortReserverOptions {
  /** Folder of the run: all its reservers, in whatever thread or process, share what was taken before. */
  folder: string;
  range?: PortRange | undefined;
}

/**
 * Reserves ports on loopback that are neither in use nor reserved elsewhere. Within a run a port is taken a second time
 * only when the range holds no unused one any more: a client of an ended case may still try to reach the old one.
 */
export function portReserver({ folder, range }: PortReserverOptions): PortReserver {
  const ports = portRanges(range).flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, offset) => from + offset),
  );
  const taken = join(folder, 'ports');
  mkdirSync(taken, { recursive: true });
  // Reservers that start far from each other seldom meet.
  let next = Math.floor(Math.random() * ports.length);

  const search = async (protocol: Protocol, wanted: (port: number) => boolean) => {
    for (let tried = 0; tried < ports.length; tried++) {
      const port = ports[next++ % ports.length] ?? 0;
      if (!wanted(port)) continue;
      const release = await lockPort(port);
      if (!release) continue;
      if (await isFree(port, protocol)) return { port, protocol, release };
      release();
    }
    return undefined;
  };

  const reserve = async (protocol: Protocol): Promise<ReservedPort> => {
    const reserved =
      (await search(protocol, (port) => takeFirst(join(taken, String(port))))) ??
      (await search(protocol, () => true));
    if (reserved) return reserved;
    const [from, to] = [ports[0], ports.at(-1)];
    throw new InfrastructureError(
      'PORTS_IN_USE',
      `Expected a free ${protocol.toUpperCase()} port between ${from} and ${to}; found all ${ports.length} in use.`,
      'Give a wider range of ports or another one, or end the other runs and services that use these.',
    );
  };

  return {
    reserve,
    async reserveEach(wanted, make) {
      const reserved: Record<string, ReservedPort> = {};
      try {
        for (const [name, { protocol }] of Object.entries(wanted)) reserved[name] = await reserve(protocol);
        return make(reserved);
      } catch (error) {
        for (const port of Object.values(reserved)) port.release();
        throw error;
      }
    },
  };
}

/** True for the first in the whole run that asks for this file. */
function takeFirst(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx', 0o644));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** On Linux the wildcard address also finds listeners on one single address; elsewhere it does not. */
const PROBE_HOST = process.platform === 'linux' ? '0.0.0.0' : '127.0.0.1';

/** Whether a port can be bound right now, at one address or at all. */
export function isFree(port: number, protocol: Protocol, host = PROBE_HOST): Promise<boolean> {
  return new Promise((resolve) => {
    if (protocol === 'tcp') {
      const server = createServer((socket) => socket.destroy());
      server.once('error', () => resolve(false));
      server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
    } else {
      const socket = createSocket('udp4');
      socket.once('error', () => {
        socket.close();
        resolve(false);
      });
      socket.bind({ address: host, port, exclusive: true }, () => socket.close(() => resolve(true)));
    }
  });
}
