/** Writes the table of hops: clients from outside, gRPC, databases, brokers and caches, with what decides each. */
import type { Place } from '../configuration/model.ts';
import { isPrintableHost } from './address.ts';
import type { BackplaneHop } from './backplane.ts';
import type { Database } from './database.ts';
import { serverOf, type Ending, type Hop } from './hops.ts';
import type { Listener } from './listeners.ts';
import { locate, type Deployment } from './locate.ts';
import { isSet, settingOf, type Instance } from './matching.ts';
import { capital } from './phrases.ts';
import type { Predicted } from './predict.ts';
import type { HopAdvice, Transport } from './schema.ts';
import { distinct, promiseOf, type Shown } from './statement.ts';

type Ended = ReadonlyMap<Instance, Ending>;

export const hopTable = (predicted: Predicted): HopAdvice[] => {
  const { listeners, hops, databases, backplane, endings } = predicted;
  const ended: Ended = new Map(endings.map((one) => [one.instance, one]));
  return [
    ...listeners.filter(isConcerned).map((one) => fromOutside(one, ended)),
    // Where no address is set nothing is called, unless the program asks at start.
    ...hops
      .filter(({ located, meeting }) => located.state !== 'no address' || meeting.transport !== 'not known')
      .map((one) => byGrpc(one, ended)),
    ...databases.filter(isAbout).map((one) => toDatabase(one, predicted, ended)),
    ...backplane.map((one) => toBackplane(one, predicted, ended)),
  ];
};

/** A plain file leaves out what it is not about. */
const isConcerned = ({ instance, reads }: Listener): boolean =>
  !instance.container.everyService ||
  [reads.host, reads.portVariable, reads.cert, reads.key, reads.clientCa, reads.serverCa].some((name) =>
    isSet(settingOf(instance, name)),
  );

const isAbout = ({ instance, reads }: Database): boolean =>
  !instance.container.everyService ||
  Object.values(reads).some((name) => isSet(settingOf(instance, name as string)));

interface Ends {
  from: string;
  fromService?: string;
  to: string;
  toService?: string;
  listener: string;
  port?: number;
}

/** What passes, and what decides it. */
interface Carried {
  transport: Transport;
  because: string;
  at: readonly Place[];
  shown: Shown;
}

const row = (ends: Ends, { transport, because, at, shown }: Carried): HopAdvice => {
  const promises = promiseOf(shown.rule);
  return {
    ...ends,
    transport,
    because: `${because.startsWith(ends.to) || because.startsWith(`${ends.from} `) ? because : capital(because)}.`,
    at: distinct(at),
    ...(shown.rule !== undefined && { rule: shown.rule }),
    ...(promises !== undefined && { promises }),
    ...(shown.shownBy !== undefined && { shownBy: shown.shownBy }),
  };
};

const caller = ({ name, program }: Instance): Pick<Ends, 'from' | 'fromService'> => ({
  from: name,
  fromService: program.name,
});

const spoken: Readonly<Record<'plaintext' | 'TLS' | 'demands' | 'ends' | 'not known', Transport>> = {
  plaintext: 'plaintext',
  TLS: 'TLS',
  demands: 'TLS, client certificate demanded',
  ends: 'does not start',
  'not known': 'not known',
};

const fromOutside = (
  { instance, id, reads, port, speaks, because, at, shown }: Listener,
  ended: Ended,
): HopAdvice => {
  const ends = {
    from: '*',
    to: instance.name,
    toService: instance.program.name,
    listener: id === reads.protocol ? id : reads.protocol,
    ...(port !== undefined && { port }),
  };
  const ending = ended.get(instance);
  return ending
    ? gone(ends, ending, instance, at)
    : row(ends, { transport: spoken[speaks.state], because, at, shown });
};

const gone = (
  ends: Ends,
  { because, at, shown, code }: Ending,
  { name }: Instance,
  also: readonly Place[],
): HopAdvice =>
  row(ends, {
    transport: 'does not start',
    because: `${name} does not start (exit code ${code}): ${because}`,
    at: [...at, ...also],
    shown,
  });

const byGrpc = (hop: Hop, ended: Ended): HopAdvice => {
  const { outgoing, located, meeting, at } = hop;
  const server = serverOf(hop);
  const port = hop.port ?? (located.state === 'listener' ? located.listener.port : undefined);
  const ends = {
    ...caller(outgoing.instance),
    to: server?.name ?? targetName(hop),
    toService: server?.program.name ?? outgoing.peer.service,
    listener: 'grpc',
    ...(port !== undefined && port <= 65_535 && { port }),
  };
  const { transport } = meeting;
  if (transport !== 'refused' && transport !== 'does not start') {
    const end = [outgoing.instance, ...(server ? [server] : [])].find((one) => ended.has(one));
    const ending = end && ended.get(end);
    if (end && ending) return gone(ends, ending, end, at);
  }
  return row(ends, { transport, because: meeting.because, at, shown: meeting.shown });
};

const targetName = ({ located, host, port, outgoing }: Hop): string =>
  located.state === 'stranger' || located.state === 'no listener'
    ? located.container
    : host !== undefined && port !== undefined && isPrintableHost(host)
      ? host
      : outgoing.peer.service;

const toDatabase = (database: Database, map: Deployment, ended: Ended): HopAdvice => {
  const { instance, reads, session, because, at, shown } = database;
  const host = settingOf(instance, reads.host);
  const port = settingOf(instance, reads.port);
  const number = port.state === 'set' ? Number(port.text) : 5432;
  const ends = {
    ...caller(instance),
    to:
      host.state === 'set'
        ? named(host.text, reads.host, instance, map)
        : host.state === 'unknown'
          ? host.name
          : 'localhost',
    listener: 'postgres',
    ...(port.state !== 'unknown' && Number.isInteger(number) && number > 0 && { port: number }),
  };
  const transport: Transport =
    session.state === 'ends'
      ? 'does not start'
      : session.state === 'TLS' && session.withPair
        ? 'TLS, client certificate offered'
        : session.state;
  const ending = ended.get(instance);
  if (ending && session.state !== 'ends' && session.state !== 'refused')
    return gone(ends, ending, instance, at);
  return row(ends, { transport, because, at, shown });
};

const toBackplane = (hop: BackplaneHop, map: Deployment, ended: Ended): HopAdvice => {
  const { instance, listener, host, port, variable, transport, because, at, shown } = hop;
  const ends = {
    ...caller(instance),
    to: named(host, variable, instance, map),
    listener,
    ...(port !== undefined && { port }),
  };
  const ending = ended.get(instance);
  return ending ? gone(ends, ending, instance, at) : row(ends, { transport, because, at, shown });
};

/** The container that has the name, else the name. */
const named = (host: string, variable: string, { container }: Instance, map: Deployment): string => {
  const printed = isPrintableHost(host) ? host : `the address in ${variable}`;
  if (container.everyService) return printed;
  const located = locate({ host }, container, map);
  switch (located.state) {
    case 'stranger':
    case 'no listener':
      return located.container;
    case 'listener':
      return located.listener.instance.name;
    case 'not in the files':
      return printed;
  }
};
