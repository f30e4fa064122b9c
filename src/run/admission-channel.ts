/** One gate for all worker threads of a run: the main thread hands out the permits. */
import { BroadcastChannel, threadId } from 'node:worker_threads';
import { Admissions, type Gate, type Permit, type Stage } from './admission.ts';

type Message =
  { ask: string; stage: Stage } | { granted: string } | { done: string } | { service: string; ms: number };

const channelOf = (name: string): BroadcastChannel => {
  const channel = new BroadcastChannel(`${name}/admissions`);
  channel.unref();
  return channel;
};

const heard = (channel: BroadcastChannel, hear: (message: Message) => void): void =>
  channel.addEventListener('message', (event) => hear((event as Event & { data: Message }).data));

/** Serves the workers of a run until it is disposed of. */
export const serveAdmissions = (name: string, admissions = new Admissions()): Disposable => {
  const channel = channelOf(name);
  const permits = new Map<string, Permit>();
  heard(channel, (message) => {
    if ('ask' in message) {
      const { ask, stage } = message;
      const permit = { stage, granted: () => channel.postMessage({ granted: ask } satisfies Message) };
      permits.set(ask, permit);
      admissions.ask(permit);
    } else if ('done' in message) {
      const permit = permits.get(message.done);
      permits.delete(message.done);
      if (permit) admissions.giveBack(permit);
    } else if ('service' in message) admissions.report(message.service, message.ms);
  });
  return { [Symbol.dispose]: () => channel.close() };
};

/** The gate of a worker; the main thread must serve the same name. */
export const sharedGate = (name: string): Gate => {
  const channel = channelOf(name);
  const waiting = new Map<string, () => void>();
  let last = 0;
  heard(channel, (message) => {
    if (!('granted' in message)) return;
    waiting.get(message.granted)?.();
    waiting.delete(message.granted);
  });
  const tell = (message: Message): void => channel.postMessage(message);
  return {
    admit: (stage, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const id = `${threadId}-${(last += 1)}`;
        let given = false;
        const give = (): void => {
          signal.removeEventListener('abort', abort);
          if (!given) tell({ done: id });
          given = true;
        };
        const abort = (): void => {
          waiting.delete(id);
          give();
          reject(signal.reason as Error);
        };
        waiting.set(id, () => resolve({ [Symbol.dispose]: give }));
        signal.addEventListener('abort', abort, { once: true });
        tell({ ask: id, stage });
      }),
    report: (service, ms) => tell({ service, ms }),
  };
};
