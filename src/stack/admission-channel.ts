/** Shares one gate among all worker threads of a run: the main thread hands out the permits. */
import { randomUUID } from 'node:crypto';
import { BroadcastChannel } from 'node:worker_threads';
import { Admissions, gateOf, type Admitting, type Gate, type Permit, type Stage } from './admission.ts';

type Message =
  { ask: string; stage: Stage } | { granted: string } | { done: string } | { service: string; ms: number };

/** Said once by each worker, and answered when its own channel is served. */
type Joining = { joins: string } | { served: string };

/** Each worker has its own channel: what is said in a common one is read in every thread. */
const channelOf = (name: string, worker = ''): BroadcastChannel => {
  const channel = new BroadcastChannel(`${name}/admissions/${worker}`);
  channel.unref();
  return channel;
};

const heard = (channel: BroadcastChannel, hear: (message: Message | Joining) => void): void =>
  channel.addEventListener('message', (event) => hear((event as Event & { data: Message | Joining }).data));

/** Serves the gate to the workers of a run until it is disposed of. */
export const serveAdmissions = (name: string, admissions = new Admissions()): Disposable => {
  const common = channelOf(name);
  const channels = [common];
  heard(common, (message) => {
    if (!('joins' in message)) return;
    const own = channelOf(name, message.joins);
    channels.push(own);
    serve(own, admissions);
    common.postMessage({ served: message.joins } satisfies Joining);
  });
  return { [Symbol.dispose]: () => channels.forEach((channel) => channel.close()) };
};

const serve = (channel: BroadcastChannel, admissions: Admissions): void => {
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
};

/** The gate of a worker; the main thread must serve the same name. */
export const sharedGate = (name: string): Gate => {
  const worker = randomUUID();
  const common = channelOf(name);
  const served = new Promise<void>((resolve) => {
    heard(common, (message) => {
      if (!('served' in message) || message.served !== worker) return;
      common.close();
      resolve();
    });
  });
  common.postMessage({ joins: worker } satisfies Joining);
  return gateOf(askingBy(channelOf(name, worker), served));
};

/** @param served settles when the other end of the channel is there; what is said before waits for it */
const askingBy = (channel: BroadcastChannel, served: Promise<void>): Admitting => {
  const asked = new Map<string, Permit>();
  const ids = new Map<Permit, string>();
  const early: Message[] = [];
  let tell = (message: Message): void => void early.push(message);
  void served.then(() => {
    tell = (message) => channel.postMessage(message);
    early.forEach(tell);
  });
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
