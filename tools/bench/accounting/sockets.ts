/** The two sockets on which the kernel says what processes do. Needs Linux, root, and the optional package koffi. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError } from '../../../src/model/errors.ts';
import {
  askForFamily,
  errorOf,
  familyOf,
  listenToProcesses,
  listenToTasks,
  netlinkAddress,
  readEvent,
  readTasks,
  type ProcessEvent,
  type TaskRecord,
} from './messages.ts';

export interface KernelSockets extends Disposable {
  /**
   * What has come since the last call: the record of a task is never there before the event of its fork.
   * @throws InfrastructureError BENCH_RECORDS_LOST
   */
  read: () => { events: ProcessEvent[]; records: TaskRecord[] };
  /** Waits until there is something to read, at most `ms`. */
  wait: (ms: number) => Promise<void>;
}

/** Why there are no records, in words for a table. */
export interface Unavailable {
  why: string;
}

const NETLINK = 16;
const CONNECTOR = 11;
const GENERIC = 16;
const DATAGRAM = 2;
const CLOSE_ON_EXEC_NONBLOCK = 0o2004000;
const DO_NOT_WAIT = 0x40;
const SOL_SOCKET = 1;
const RECEIVE_BUFFER_FORCE = 33;
const receiveBuffer = 64 * 2 ** 20;
const NO_BUFFER_SPACE = 105;
const POLL_IN = 1;

/** ms in which the kernel answers; it does so before `send` returns. */
const answerMs = 1000;

export const openKernelSockets = async (): Promise<KernelSockets | Unavailable> => {
  if (process.platform !== 'linux') return { why: 'needs Linux' };
  if (process.getuid?.() !== 0) return { why: 'needs root' };
  const c = await loadC();
  if (!c) return { why: 'needs the package koffi' };
  const buffer = Buffer.alloc(2 ** 16);
  const opened: number[] = [];
  const open = (protocol: number, groups: number): number | undefined => {
    const fd = c.socket(NETLINK, DATAGRAM | CLOSE_ON_EXEC_NONBLOCK, protocol);
    if (fd < 0) return undefined;
    opened.push(fd);
    c.setReceiveBuffer(fd, receiveBuffer);
    return c.bind(fd, netlinkAddress(groups), 12) === 0 ? fd : undefined;
  };
  const receive = (fd: number): Buffer | undefined => {
    const bytes = c.recv(fd, buffer, buffer.length, DO_NOT_WAIT);
    if (bytes < 0 && c.errno() === NO_BUFFER_SPACE) throw lost();
    return bytes > 0 ? Buffer.from(buffer.subarray(0, bytes)) : undefined;
  };
  const ask = async (fd: number, message: Buffer): Promise<Buffer | undefined> => {
    if (c.send(fd, message, message.length, 0) < 0) return undefined;
    const end = performance.now() + answerMs;
    for (;;) {
      const answer = receive(fd);
      if (answer || performance.now() > end) return answer;
      await sleep(1);
    }
  };
  const close = (): void => opened.forEach((fd) => void c.close(fd));
  const refuse = (why: string): Unavailable => {
    close();
    return { why };
  };

  const events = open(CONNECTOR, 1);
  const tasks = open(GENERIC, 0);
  if (events === undefined || tasks === undefined) return refuse('needs netlink');
  const listen = listenToProcesses();
  if (c.send(events, listen, listen.length, 0) < 0) return refuse('needs process events of the kernel');
  const family = familyOf((await ask(tasks, askForFamily())) ?? Buffer.alloc(0));
  if (family === undefined) return refuse('needs taskstats of the kernel');
  const cpus = readFileSync('/sys/devices/system/cpu/possible', 'latin1').trim();
  const answer = await ask(tasks, listenToTasks(family, cpus));
  if (!answer || errorOf(answer) !== 0) return refuse('needs root outside of a container');

  const drain = (fd: number): Buffer[] => {
    const all: Buffer[] = [];
    for (let one = receive(fd); one; one = receive(fd)) all.push(one);
    return all;
  };
  const polled = Buffer.alloc(16);
  [events, tasks].forEach((fd, at) => {
    polled.writeInt32LE(fd, 8 * at);
    polled.writeInt16LE(POLL_IN, 8 * at + 4);
  });
  return {
    read: () => {
      // In this order: what is on record has been forked before.
      const ended = drain(tasks);
      const happened = drain(events);
      return {
        events: happened.flatMap((bytes) => readEvent(bytes) ?? []),
        records: ended.flatMap(readTasks),
      };
    },
    wait: (ms) => c.poll(polled, 2, ms),
    [Symbol.dispose]: close,
  };
};

const lost = (): InfrastructureError =>
  new InfrastructureError(
    'BENCH_RECORDS_LOST',
    'Expected a record of every process that ended; found that the kernel had to drop some.',
    'Measure again with less else running on this machine.',
  );

interface C {
  socket: (domain: number, type: number, protocol: number) => number;
  bind: (fd: number, address: Buffer, length: number) => number;
  /** Beyond what an ordinary user may ask for. */
  setReceiveBuffer: (fd: number, bytes: number) => void;
  send: (fd: number, message: Buffer, length: number, flags: number) => number;
  recv: (fd: number, buffer: Buffer, length: number, flags: number) => number;
  poll: (polled: Buffer, count: number, ms: number) => Promise<void>;
  close: (fd: number) => number;
  errno: () => number;
}

/** Undefined where the package is not installed. */
const loadC = async (): Promise<C | undefined> => {
  const loaded = await import('koffi').catch(() => undefined);
  if (!loaded) return undefined;
  const { default: koffi } = loaded;
  const c = koffi.load(null);
  const poll = c.func('int poll(void *polled, unsigned long count, int ms)');
  const setsockopt = c.func(
    'int setsockopt(int fd, int level, int name, const void *value, unsigned int length)',
  );
  return {
    socket: c.func('int socket(int domain, int type, int protocol)'),
    bind: c.func('int bind(int fd, const void *address, unsigned int length)'),
    setReceiveBuffer: (fd, bytes) => {
      const value = Buffer.alloc(4);
      value.writeInt32LE(bytes);
      setsockopt(fd, SOL_SOCKET, RECEIVE_BUFFER_FORCE, value, value.length);
    },
    send: c.func('intptr_t send(int fd, const void *message, size_t length, int flags)'),
    recv: c.func('intptr_t recv(int fd, void *buffer, size_t length, int flags)'),
    poll: (polled, count, ms) =>
      new Promise((resolve) => {
        poll.async(polled, count, ms, () => resolve());
      }),
    close: c.func('int close(int fd)'),
    errno: () => koffi.errno(),
  };
};
