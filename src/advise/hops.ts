/** Joins what callers speak with what listeners speak: the transport of every hop of a deployment. */
import type { Place } from '../configuration/model.ts';
import { grpcAddress, isPrintableHost } from './address.ts';
import type { Database } from './database.ts';
import { isLocal, type Listener } from './listeners.ts';
import { locate, type Located, type Deployment } from './locate.ts';
import { isSet, linesOf, settingOf, type Instance } from './matching.ts';
import { meet, type Meeting } from './meeting.ts';
import type { Outgoing } from './outgoing.ts';
import type { Transport } from './schema.ts';
import type { World } from './world.ts';

/** A gRPC hop: the caller, what it finds at the address, and what becomes of it. */
export interface Hop {
  outgoing: Outgoing;
  /** Host of the address, as written. */
  host?: string;
  port?: number;
  located: Located | { state: 'no address' | 'bad address' | 'not replaced' | 'not known' };
  meeting: Meeting;
  at: Place[];
}

export const hopsOf = (outgoing: readonly Outgoing[], map: Deployment, world: World): Hop[] =>
  outgoing.flatMap((one) => {
    // A plain file leaves out what it is not about.
    if (one.instance.container.everyService && !isConcerned(one)) return [];
    return [hopOf(one, map, world)];
  });

const isConcerned = ({ url, ca, pair }: Outgoing): boolean =>
  [url, ca.setting, pair.cert, pair.key].some(({ state }) => state === 'set' || state === 'unknown');

const hopOf = (outgoing: Outgoing, map: Deployment, world: World): Hop => {
  const { url, peer, instance } = outgoing;
  const at = [...linesOf(url).slice(0, 1), ...outgoing.at];
  const meeting = (transport: Transport, because: string): Meeting => ({ transport, because, shown: {} });
  if (url.state === 'unknown')
    return {
      outgoing,
      at,
      located: { state: 'not known' },
      meeting: meeting('not known', `${url.name} is not in these files`),
    };
  if (url.state !== 'set') {
    if (instance.container.everyService) return toService(outgoing, map, world, at);
    return {
      outgoing,
      at,
      located: { state: 'no address' },
      meeting: meeting(
        outgoing.calls.state === 'ends' ? 'does not start' : peer.atStart ? 'refused' : 'not known',
        outgoing.calls.state === 'ends'
          ? outgoing.because
          : `${peer.url} is not set, and the program has no default address for ${peer.service}`,
      ),
    };
  }
  const parsed = grpcAddress(url.text);
  if (parsed.state === 'not replaced')
    return {
      outgoing,
      at,
      located: { state: 'not replaced' },
      meeting: meeting('refused', `${peer.url} holds a variable that nothing replaces`),
    };
  if (parsed.state === 'bad')
    return {
      outgoing,
      at,
      located: { state: 'bad address' },
      meeting: meeting('refused', `${peer.url} is no address of the form host:port`),
    };
  const located = locate(parsed, instance.container, map, peer.service);
  return {
    outgoing,
    at: located.state === 'listener' ? [...at, ...located.listener.at] : at,
    host: parsed.host,
    ...(parsed.port !== undefined && { port: parsed.port }),
    located,
    meeting: meetingAt(outgoing, located, parsed, world),
  };
};

/** A plain file that gives no address: the service of the same file is meant. */
const toService = (outgoing: Outgoing, map: Deployment, world: World, at: Place[]): Hop => {
  const host = outgoing.peer.service;
  const located = locate({ host }, outgoing.instance.container, map, host);
  return {
    outgoing,
    host,
    located,
    at: located.state === 'listener' ? [...at, ...located.listener.at] : at,
    meeting: meetingAt(outgoing, located, { host }, world),
  };
};

const meetingAt = (
  outgoing: Outgoing,
  located: Located,
  { host, port }: { host: string; port?: number },
  world: World,
): Meeting => {
  const { calls, because, shown } = outgoing;
  const own = (transport: Transport, text: string): Meeting => ({ transport, because: text, shown });
  if (calls.state === 'ends') return own('does not start', because);
  const where =
    port === undefined || !isPrintableHost(host) ? `the address in ${outgoing.peer.url}` : `${host}:${port}`;
  switch (located.state) {
    case 'listener': {
      const { listener } = located;
      if (listener.reads.protocol !== 'grpc')
        return own(
          'refused',
          `${where} is the ${listener.id} listener of ${listener.instance.name}, and no gRPC server`,
        );
      if (isOnlyLocal(listener, outgoing))
        return own(
          'refused',
          `${listener.instance.name} answers its own container alone, because ${listener.reads.host ?? ''} ${isSet(settingOf(listener.instance, listener.reads.host)) ? 'names no other address' : 'is not set'}`,
        );
      return meet(outgoing, listener, host, world);
    }
    case 'no listener':
      return own('refused', `nothing in ${located.container} listens at ${where}`);
    case 'stranger':
      return own(
        'not known',
        `${located.container} is no program of this release; ${because}, so the caller speaks ${spoken(outgoing)}`,
      );
    case 'not in the files':
      return own(
        'not known',
        `${where} is not in these files; ${because}, so the caller speaks ${spoken(outgoing)}`,
      );
  }
};

export const spoken = ({ calls }: Outgoing): string =>
  calls.state === 'plaintext'
    ? 'plaintext'
    : calls.state === 'TLS'
      ? calls.withPair
        ? 'TLS with a client certificate'
        : 'TLS'
      : 'nothing';

/** Who ends, and why. */
export interface Ending {
  instance: Instance;
  code: number;
  because: string;
  at: Place[];
  shown: Meeting['shown'];
  /** It would start, but what it calls at start refuses it or is gone. */
  follows?: Hop;
}

/**
 * In the order in which the programs come to it: database and files of callers, then what is called at start, and the
 * listeners at the end. What is met first gives the exit code.
 */
export const endingsOf = (
  listeners: readonly Listener[],
  outgoing: readonly Outgoing[],
  databases: readonly Database[],
  hops: readonly Hop[],
): Ending[] => {
  // Where no address is set the files are a part of a deployment: that is said, and the rest is looked at all the same.
  const asked = hops.filter(
    ({ outgoing: { peer }, located }) => peer.atStart && located.state !== 'no address',
  );
  const own = (of: readonly { instance: Instance }[]): Instance[] => of.map(({ instance }) => instance);
  const badDatabases = databases.filter(
    ({ session }) => session.state === 'ends' || session.state === 'refused',
  );
  const badCallers = outgoing.filter(({ calls }) => calls.state === 'ends');
  const badListeners = listeners.filter(({ speaks }) => speaks.state === 'ends');
  const down = new Set(own([...badDatabases, ...badCallers, ...badListeners]));
  const fails = (hop: Hop): boolean => {
    const server = serverOf(hop);
    return hop.meeting.transport === 'refused' || (server !== undefined && down.has(server));
  };
  for (let before = -1; before !== down.size;) {
    before = down.size;
    for (const hop of asked) if (fails(hop)) down.add(hop.outgoing.instance);
  }

  const endings = new Map<Instance, Ending>();
  const add = (ending: Ending): void => {
    if (!endings.has(ending.instance)) endings.set(ending.instance, ending);
  };
  // The order in which the programs come to it: what ends them first is all that they get to.
  for (const { instance, session, because, at, shown } of badDatabases)
    add({ instance, code: session.state === 'ends' ? session.code : 1, because, at, shown });
  for (const { instance, calls, because, at, shown } of badCallers)
    if (calls.state === 'ends') add({ instance, code: calls.code, because, at, shown });
  for (const hop of asked.filter(fails)) {
    const { instance, peer } = hop.outgoing;
    const because =
      hop.meeting.transport === 'refused'
        ? `it asks ${peer.service} at start, and that fails: ${hop.meeting.because}`
        : `it asks ${peer.service} at start, and ${serverOf(hop)?.name ?? ''} does not start`;
    add({ instance, code: 1, because, at: hop.at, shown: hop.meeting.shown, follows: hop });
  }
  for (const { instance, speaks, because, at, shown } of badListeners)
    if (speaks.state === 'ends') add({ instance, code: speaks.code, because, at, shown });
  return [...endings.values()];
};

export const serverOf = ({ located }: Hop): Instance | undefined =>
  located.state === 'listener' ? located.listener.instance : undefined;

/** Whether a listener answers at an address that only its own container has, and the caller is in another one. */
export const isOnlyLocal = (listener: Listener, { instance }: Outgoing): boolean =>
  isLocal(listener) && listener.instance.container !== instance.container;
