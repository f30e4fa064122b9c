/**
 * Hands a run's description from the main process to its workers, in parts: what takes seconds to come up follows the
 * rest. Never written to disk: the description holds passwords.
 */
import { BroadcastChannel } from 'node:worker_threads';
import type { RunDescription, Surroundings } from '../stack/context.ts';

/** What a worker can begin with. */
export type EarlyDescription = Omit<RunDescription, keyof Surroundings>;

export interface HandOver extends Disposable {
  /** Answers the workers that wait, and those that ask later. */
  give: (description: EarlyDescription) => void;
  /** What is up by now, in place of what was said before. */
  provide: (known: Partial<Surroundings>) => void;
  /** Rejects the workers that wait: there will be no description. */
  giveUp: () => void;
}

type Told = { description: EarlyDescription } | { surroundings: Partial<Surroundings> } | { none: true };
type Message = { asks: true } | Told;

/** @param name of the run; workers of the same process ask by it */
export const handOver = (name: string): HandOver => {
  const channel = new BroadcastChannel(name);
  let surroundings: Partial<Surroundings> = {};
  const told = new Map<string, Told>();
  channel.addEventListener('message', (event) => {
    const { data } = event as Event & { data: Message };
    if (!('asks' in data)) return;
    for (const one of told.values()) channel.postMessage(one);
  });
  const tell = (kind: string, what: Told): void => {
    told.set(kind, what);
    channel.postMessage(what);
  };
  return {
    give: (description) => tell('description', { description }),
    provide: (known) => {
      surroundings = { ...surroundings, ...known };
      tell('surroundings', { surroundings });
    },
    giveUp: () => tell('none', { none: true }),
    [Symbol.dispose]: () => channel.close(),
  };
};

export interface HandedOver {
  description: EarlyDescription;
  /** Waits until `look` finds what it looks for in what is up. Rejects when the run could not be set up. */
  surroundings: <Found>(look: (known: Partial<Surroundings>) => Found | undefined) => Promise<Found>;
}

/** @throws when the run could not be set up: the main process knows why */
export const handedOver = async (name: string): Promise<HandedOver> => {
  const channel = new BroadcastChannel(name);
  let known: Partial<Surroundings> = {};
  let over: Error | undefined;
  const looks = new Set<() => void>();
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const again = (): void => {
        const found = look();
        if (found === undefined && !over) return;
        looks.delete(again);
        if (found === undefined) reject(over!);
        else resolve(found);
      };
      looks.add(again);
      again();
    });
  let description: EarlyDescription | undefined;
  channel.addEventListener('message', (event) => {
    const { data } = event as Event & { data: Message };
    if ('description' in data) description = data.description;
    else if ('surroundings' in data) known = data.surroundings;
    else if ('none' in data) over = new Error('this run could not be set up');
    for (const look of [...looks]) look();
  });
  channel.postMessage({ asks: true } satisfies Message);
  const given = await until(() => description).catch((error: unknown) => {
    channel.close();
    throw error;
  });
  // What is waited for from now on keeps no worker from ending.
  channel.unref();
  return {
    description: given,
    surroundings: (look) => until(() => look(known)),
  };
};
