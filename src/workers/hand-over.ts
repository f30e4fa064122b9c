/**
 * Hands a run's description from the main process to its workers. These load what they need while PostgreSQL
 * starts, and wait here for the rest. Never written to disk: the description holds passwords.
 */
import { BroadcastChannel } from 'node:worker_threads';
import type { RunDescription } from '../stack/context.ts';

export interface HandOver extends Disposable {
  /** Answers the workers that wait, and those that ask later. */
  give: (description: RunDescription) => void;
  /** Rejects the workers that wait: there will be no description. */
  giveUp: () => void;
}

type Message = { asks: true } | { description: RunDescription } | { none: true };

/** @param name of the run; workers of the same process ask by it */
export const handOver = (name: string): HandOver => {
  const channel = new BroadcastChannel(name);
  let answer: Message | undefined;
  channel.addEventListener('message', (event) => {
    const { data } = event as Event & { data: Message };
    if ('asks' in data && answer) channel.postMessage(answer);
  });
  const tell = (what: Message): void => {
    answer = what;
    channel.postMessage(what);
  };
  return {
    give: (description) => tell({ description }),
    giveUp: () => tell({ none: true }),
    [Symbol.dispose]: () => channel.close(),
  };
};

/** @throws when the run could not be set up: the main process knows why */
export const handedOver = async (name: string): Promise<RunDescription> => {
  const channel = new BroadcastChannel(name);
  try {
    return await new Promise((resolve, reject) => {
      channel.addEventListener('message', (event) => {
        const { data } = event as Event & { data: Message };
        if ('description' in data) resolve(data.description);
        else if ('none' in data) reject(new Error('this run could not be set up'));
      });
      channel.postMessage({ asks: true } satisfies Message);
    });
  } finally {
    channel.close();
  }
};
