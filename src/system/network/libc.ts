/** Calls the C library for what Node has no function for. */
import { constants } from 'node:os';

/** Each throws when the system refuses: the call and the name of its error. */
export interface Libc {
  unshare: (flags: number) => void;
  setns: (fd: number, kind: number) => void;
  socket: (domain: number, type: number, protocol: number) => number;
  ioctl: (fd: number, request: number, argument: Buffer) => void;
  close: (fd: number) => void;
}

/** Kind of a network namespace, of <sched.h>. */
export const CLONE_NEWNET = 0x40000000;

/** File that stands for the network namespace of the thread that opens it. */
export const ofThisThread = '/proc/thread-self/ns/net';

let loaded: Promise<Libc> | undefined;

/** Rejects where the optional package koffi, or its library for this machine, is not installed. */
export const libc = (): Promise<Libc> => (loaded ??= load());

const load = async (): Promise<Libc> => {
  const { default: koffi } = await import('koffi');
  const library = koffi.load(null);
  const call = (prototype: string): ((...given: unknown[]) => number) => {
    const run = library.func(prototype);
    return (...given) => {
      const result = run(...given) as number;
      if (result >= 0) return result;
      throw new Error(`${run.info.name} was refused with ${nameOf(koffi.errno())}`);
    };
  };
  return {
    unshare: call('int unshare(int flags)'),
    setns: call('int setns(int fd, int kind)'),
    socket: call('int socket(int domain, int type, int protocol)'),
    ioctl: call('int ioctl(int fd, unsigned long request, void *argument)'),
    close: call('int close(int fd)'),
  };
};

const nameOf = (errno: number): string =>
  Object.entries(constants.errno).find(([, number]) => number === errno)?.[0] ?? `error ${errno}`;
