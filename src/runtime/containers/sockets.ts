/** Lists the sockets of a service in a container: all listening sockets in its network. */
import { isIPv6 } from 'node:net';
import { ask, statusOf, type Container } from '../../system/docker/daemon.ts';
import { ephemeralRangeIn, waitingIn } from '../../system/ports/socket-table.ts';
import { didSettle } from '../../system/wait.ts';
import type { BoundSocket } from '../runtime.ts';
import { demultiplex } from './logs.ts';

/** Address of Docker's resolver, which listens in user-defined networks. */
const resolver = '127.0.0.11';
/** ms for a program that prints a few lines. */
const limitMs = 5000;

/**
 * Reads the sockets of a network with `cat` in one of its containers.
 * @param host at which this machine reaches the network; undefined where only published ports are reached
 * @returns undefined where the container has no such program, or its system has no such tables
 */
export const socketsIn = async (
  container: Container,
  host: string | undefined,
): Promise<BoundSocket[] | undefined> => {
  const [tcp, udp, range] = await Promise.all(
    [
      ['/proc/net/tcp', '/proc/net/tcp6'],
      ['/proc/net/udp', '/proc/net/udp6'],
      ['/proc/sys/net/ipv4/ip_local_port_range'],
    ].map((files) => read(container, files)),
  );
  // Each table has a heading, also an empty one.
  if (!tcp?.includes('local_address') || !udp?.includes('local_address')) return undefined;
  const ephemeral = ephemeralRangeIn(range ?? '');
  return (['tcp', 'udp'] as const).flatMap((protocol) =>
    waitingIn((protocol === 'tcp' ? tcp : udp).split('\n'), protocol, ephemeral)
      .filter(({ address }) => address !== resolver)
      .map(({ address, port }) => ({
        ...{ protocol, address, port },
        ...(isReached(address, host) && { reach: { host: host!, port } }),
      })),
  );
};

/** Reached from outside only at the network's address, which is IPv4. */
const isReached = (address: string, host: string | undefined): boolean =>
  host !== undefined && !isIPv6(host) && ['0.0.0.0', '::', host].includes(address);

const read = async (container: Container, files: string[]): Promise<string | undefined> => {
  try {
    return await run(container, ['cat', ...files]);
  } catch (error) {
    // Docker refuses: the container has ended, or has no such program.
    if (statusOf(error) !== undefined) return undefined;
    throw error;
  }
};

const run = async (container: Container, command: string[]): Promise<string | undefined> => {
  const what = 'read what a service listens on';
  const exec = await ask(what, container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true }));
  const stream = await ask(what, exec.start({}));
  const pieces: Buffer[] = [];
  const ended = (async () => {
    for await (const chunk of stream as AsyncIterable<Buffer>) pieces.push(chunk);
  })();
  if (!(await didSettle(ended, limitMs))) return undefined;
  return demultiplex(Buffer.concat(pieces));
};
