/** Ports that a release's services bind besides and cannot move: starts that need the same one take turns. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lockPort } from './ports-lock.ts';
import { isFree } from './ports.ts';
import { InfrastructureError } from './runtime.ts';

/** ms between two looks at a lock that a start in another worker, or another run on this machine, holds. */
const pollMs = 25;
/** ms that the port's own previous holder, which was told to end, may still take. */
const settleMs = 5000;
/** Other runs may have a long row of starts before them, but not an endless one. */
const limitMs = 600_000;

/** First come, first served within a thread: what is waiting there asks the system for no lock. */
const queues = new Map<string, Promise<void>>();

/** Ports as in a release file, `tcp/81`. Taken in one order everywhere, so that two starts never hold each other up. */
export const takeExclusivePorts = async (
  ports: readonly string[],
  signal: AbortSignal,
): Promise<AsyncDisposable> => {
  const stack = new AsyncDisposableStack();
  try {
    for (const port of [...new Set(ports)].sort()) stack.defer(await takeTurn(port, signal));
    return stack;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
};

const takeTurn = async (port: string, signal: AbortSignal): Promise<() => void> => {
  const before = queues.get(port);
  const { promise, resolve } = Promise.withResolvers<void>();
  queues.set(
    port,
    (before ?? Promise.resolve()).then(() => promise),
  );
  try {
    await before;
    const unlock = await lock(port, signal);
    return () => {
      unlock();
      resolve();
    };
  } catch (error) {
    resolve();
    throw error;
  }
};

/** Locks of ports have their numbers; the place of the next in turn at a port is locked under a number beyond them. */
const nextInTurn = (port: number): number => port + 65_536;

const lock = async (port: string, signal: AbortSignal): Promise<() => void> => {
  const [protocol, number] = port.split('/') as ['tcp' | 'udp', string];
  const began = performance.now();
  // Whoever is next keeps that place until the turn comes, so that a run with many starts lets another one in between.
  const leavePlace = await poll(nextInTurn(Number(number)), port, began, signal);
  let unlock: () => void;
  try {
    unlock = await poll(Number(number), port, began, signal);
  } finally {
    leavePlace();
  }
  try {
    // Whoever is still there after this is no start of ours: the service's own words will say so.
    const held = performance.now();
    while (!(await isFree(Number(number), protocol)) && performance.now() - held < settleMs) {
      await sleep(pollMs, undefined, { signal });
    }
    return unlock;
  } catch (error) {
    unlock();
    throw error;
  }
};

const poll = async (
  number: number,
  port: string,
  began: number,
  signal: AbortSignal,
): Promise<() => void> => {
  while (performance.now() - began < limitMs) {
    signal.throwIfAborted();
    const unlock = await lockPort(number);
    if (unlock) return unlock;
    await sleep(pollMs, undefined, { signal });
  }
  throw new InfrastructureError(
    'PORT_TAKEN',
    `a turn at port ${port}, which the release binds and cannot move; other runs on this machine held it for ${limitMs / 1000} s`,
    'wait for the other runs, or use the runtime containers, where every start has ports of its own',
  );
};
