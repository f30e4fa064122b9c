/** Ports that a release's services bind besides and cannot move: starts that need the same one take turns. */
import { setTimeout as sleep } from 'node:timers/promises';
import { InfrastructureError } from '../../model/errors.ts';
import { turns } from '../turns.ts';
import { hostsFor, portName, type InnerPort } from './inner.ts';
import { lockPort } from './lock.ts';
import { isFree } from './reserve.ts';

/** ms between two looks at a lock that a start in another worker, or another run on this machine, holds. */
const pollMs = 10;
/** ms that the port's previous holder may take to end after its signal. */
const settleMs = 5000;
/** Other runs may have a long row of starts before them, but not an endless one. */
const limitMs = 600_000;

/** Dispose of it when the service has ended. */
export interface Turn extends AsyncDisposable {
  /** By port, as `udp/5682`: the address at which it is this start's alone. */
  hosts: ReadonlyMap<string, string>;
}

/** First come, first served within a thread: what is waiting there asks the system for no lock. */
const queues = new Map<string, () => Promise<Disposable>>();

/** Taken in one order everywhere, so that two starts never hold each other up. */
export const takeExclusivePorts = async (ports: readonly InnerPort[], signal: AbortSignal): Promise<Turn> => {
  const stack = new AsyncDisposableStack();
  const hosts = new Map<string, string>();
  const named = new Map(ports.map((port) => [portName(port), port]));
  try {
    for (const [name, port] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const queue = queues.get(name) ?? turns(hostsFor(port).length);
      queues.set(name, queue);
      stack.use(await queue());
      const { host, unlock } = await lock(port, signal);
      stack.defer(unlock);
      hosts.set(name, host);
    }
    return { hosts, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

/** Locks of ports have their numbers; those of a port at one address, and of the next in turn, lie beyond them. */
const nextInTurn = (port: number): number => port + 2 ** 16;
const atAddress = (port: number, host: string): number =>
  port + 2 ** 17 * (1 + host.split('.').reduce((all, part) => all * 256 + Number(part), 0));

interface Held {
  host: string;
  unlock: () => void;
}

const lock = async (inner: InnerPort, signal: AbortSignal): Promise<Held> => {
  const { port, protocol, listener } = inner;
  const began = performance.now();
  const places = hostsFor(inner).map((host) => ({
    host,
    number: listener === undefined ? port : atAddress(port, host),
  }));
  // The next in line keeps that place until its turn, so that a run with many starts lets another run in between.
  const place = await poll([{ host: '', number: nextInTurn(port) }], inner, began, signal);
  let held: Held;
  try {
    held = await poll(places, inner, began, signal);
  } finally {
    place.unlock();
  }
  try {
    // A program that is still there after this is not of this run: the service's last lines will report it.
    const since = performance.now();
    const at = listener === undefined ? undefined : held.host;
    while (!(await isFree(port, protocol, at)) && performance.now() - since < settleMs) {
      await sleep(pollMs, undefined, { signal });
    }
    return held;
  } catch (error) {
    held.unlock();
    throw error;
  }
};

const poll = async (
  places: readonly { host: string; number: number }[],
  inner: InnerPort,
  began: number,
  signal: AbortSignal,
): Promise<Held> => {
  while (performance.now() - began < limitMs) {
    for (const { host, number } of places) {
      signal.throwIfAborted();
      const unlock = await lockPort(number);
      if (unlock) return { host, unlock };
    }
    await sleep(pollMs, undefined, { signal });
  }
  throw new InfrastructureError(
    'PORT_TAKEN',
    `a turn at port ${portName(inner)}, which the release binds and cannot move; other runs on this machine held it for ${limitMs / 1000} s`,
    'wait for the other runs, or use the runtime containers, where starts do not share ports',
  );
};
