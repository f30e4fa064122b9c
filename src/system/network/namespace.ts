/**
 * Moves this thread into a network namespace of the run (network_namespaces(7)), so that each worker has every port
 * once. A program that the thread starts is in it, too; the namespace ends with the last of them, however that ends.
 */
import { closeSync, openSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import type { Address } from '../../model/address.ts';
import { InfrastructureError } from '../../model/errors.ts';
import { CLONE_NEWNET, libc, ofThisThread, type Libc } from './libc.ts';

/** Of <sys/socket.h>, <net/if.h> and <bits/ioctls.h>. */
const [AF_INET, SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC] = [2, 1, 0o4000, 0o2000000];
const [SIOCSIFFLAGS, IFF_UP, IFF_RUNNING, ifreqBytes, flagsAt] = [0x8914, 0x1, 0x40, 40, 16];

/** Why this thread cannot have a namespace; undefined: it can. */
export const whyNoNamespace = async (): Promise<string | undefined> => {
  if (process.platform !== 'linux') return 'only Linux has network namespaces';
  const calls = await libc().catch((error: unknown) => error as Error);
  if (calls instanceof Error) return `the optional package koffi cannot be loaded: ${calls.message}`;
  try {
    const outside = openSync(ofThisThread, 'r');
    calls.unshare(CLONE_NEWNET);
    try {
      raiseLoopback(calls);
    } finally {
      calls.setns(outside, CLONE_NEWNET);
      closeSync(outside);
    }
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** Stands for the namespace that this thread is in, also for another process, as long as the thread is there. */
export const fileOfNamespace = (): string => `/proc/${readlinkSync('/proc/thread-self')}/ns/net`;

let left: { outside: number; inside: number; calls: Libc } | undefined;

/**
 * Leaves the namespace that the thread is in for a new one, in which there is loopback alone.
 * @throws InfrastructureError NAMESPACE_REFUSED
 */
export const enterOwnNamespace = async (): Promise<void> => {
  if (left) return;
  try {
    const calls = await libc();
    const outside = openSync(ofThisThread, 'r');
    calls.unshare(CLONE_NEWNET);
    raiseLoopback(calls);
    left = { outside, inside: openSync(ofThisThread, 'r'), calls };
  } catch (error) {
    throw new InfrastructureError(
      'NAMESPACE_REFUSED',
      `Expected a network namespace for each worker; found ${(error as Error).message}.`,
      'See what `doctor` says of network namespaces.',
      { cause: error },
    );
  }
};

/** A socket that connects to addresses outside of the thread's own namespace; without one it is an ordinary socket. */
export const socketOutside = ({ allowHalfOpen = false } = {}): net.Socket => {
  if (!left) return new net.Socket({ allowHalfOpen });
  const { outside, inside, calls } = left;
  // A socket belongs for good to the namespace in which it was made; nothing else of this thread runs meanwhile.
  calls.setns(outside, CLONE_NEWNET);
  let fd: number;
  try {
    fd = calls.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  } finally {
    calls.setns(inside, CLONE_NEWNET);
  }
  return new net.Socket({ fd, allowHalfOpen });
};

/**
 * Connects to an address outside of the thread's own namespace; without one it is an ordinary connection.
 * @param address its host is an IPv4 literal, as a name would be looked up too late
 */
export const connectOutside = (
  { host, port }: Address,
  { allowHalfOpen = false, noDelay = false }: { allowHalfOpen?: boolean; noDelay?: boolean } = {},
): net.Socket => socketOutside({ allowHalfOpen }).connect({ host, port }).setNoDelay(noDelay);

/** It is down in a new namespace. */
const raiseLoopback = (calls: Libc): void => {
  const request = Buffer.alloc(ifreqBytes);
  request.write('lo');
  request.writeInt16LE(IFF_UP | IFF_RUNNING, flagsAt);
  const fd = calls.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  try {
    calls.ioctl(fd, SIOCSIFFLAGS, request);
  } finally {
    calls.close(fd);
  }
};
