/** Shares one gate among all worker threads of a run: the main thread hands out the permits. */
import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { Admissions, gateOf, type Admitting, type Gate, type Permit, type Stage } from './admission.ts';

type Message =
  { ask: string; stage: Stage } | { granted: string } | { done: string } | { service: string; ms: number };

const channelOf = (name: string): BroadcastChannel => {
  const channel = new BroadcastChannel(`${name}/admissions`);
  channel.unref();
  return channel;
};

const heard = (channel: BroadcastChannel, hear: (message: Message) => void): void =>
  channel.addEventListener('message', (event) => hear((event as Event & { data: Message }).data));

/** Serves the gate to the workers of a run until it is disposed of. */
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
export const sharedGate = (name: string): Gate => gateOf(askingBy(channelOf(name)));

const askingBy = (channel: BroadcastChannel): Admitting => {
  const asked = new Map<string, Permit>();
  const ids = new Map<Permit, string>();
  const tell = (message: Message): void => channel.postMessage(message);
  heard(channel, (message) => {
    if ('granted' in message) asked.get(message.granted)?.granted();
  });
  return {
    ask: (permit) => {
      const id = randomUUID();
      asked.set(id, permit);
      ids.set(permit, id);
      tell({ ask: id, stage: permit.stage });
    },
    giveBack: (permit) => {
      const id = ids.get(permit);
      if (id === undefined) return;
      ids.delete(permit);
      asked.delete(id);
      tell({ done: id });
    },
    report: (service, ms) => tell({ service, ms }),
  };
};
