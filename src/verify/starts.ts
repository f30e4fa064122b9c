/**
 * Makes a start of each program of a deployment's files, and says what is predicted of it. Each is started alone: the
 * other ends of its hops are scripts that speak what is predicted of these. Pure.
 */
import type { Identity, Peer, Value } from '../../suites/vocabulary.ts';
import type { Database } from '../advise/database.ts';
import type { Ending, Hop } from '../advise/hops.ts';
import type { Listener } from '../advise/listeners.ts';
import type { Instance } from '../advise/matching.ts';
import type { Predicted } from '../advise/predict.ts';
import { pairVariables } from '../advise/variables.ts';
import { companion, defaultPosture, type Variable } from '../plan/plan.ts';
import type { Release, ReleaseService } from '../release/schema.ts';
import type { HopSpeech, ListenerSpeech, Prediction } from './compare.ts';
import { authorityValues, pairValues, type Values } from './material.ts';
import type { DeploymentStart, VerifyStart } from './observe.ts';

export interface Verifiable {
  start: VerifyStart;
  prediction: Prediction;
}

/** A program that is not started, and why. */
export interface LeftOut {
  container: string;
  because: string;
}

export const startsOf = (
  predicted: Predicted,
  release: Release,
): { verifiable: Verifiable[]; leftOut: LeftOut[] } => {
  const verifiable: Verifiable[] = [];
  const leftOut: LeftOut[] = [];
  for (const instance of predicted.instances) {
    const made = verifiableOf(instance, predicted, release);
    if ('because' in made) leftOut.push(made);
    else verifiable.push(made);
  }
  return { verifiable, leftOut };
};

/**
 * All of them together, where each starts and takes what the others say: only then do they get to call each other. The
 * certificates of a deployment are for every name in it.
 */
export const deploymentOf = (
  verifiable: readonly Verifiable[],
  { order = [] }: Partial<NonNullable<Release['deployment']>> = {},
): DeploymentStart | undefined => {
  const works = verifiable.every(
    ({ prediction: { starts, hops } }) => starts === true && !Object.values(hops).includes('refused'),
  );
  const known = order.map((name) => verifiable.find(({ start }) => start.service === name));
  if (!works || order.length === 0 || known.includes(undefined)) return undefined;
  const variables = new Map(
    known.flatMap((one) => {
      if (!one) return [];
      const { service } = one.start;
      const own = one.start.variables.map((variable) => ({
        ...variable,
        settings: variable.settings.map((setting) => `${service}.${setting}`),
      }));
      return [[service, own] as const];
    }),
  );
  return { variables };
};

const verifiableOf = (instance: Instance, predicted: Predicted, release: Release): Verifiable | LeftOut => {
  const { name: container, program } = instance;
  const service = program.name;
  const declared = release.services[service];
  if (!declared)
    return { container, because: `the suite does not start ${program.name} of ${release.release}` };
  if (declared.servedBy)
    return { container, because: `${declared.servedBy} serves it, and is looked at in its place` };
  const own = {
    listeners: predicted.listeners.filter((one) => one.instance === instance),
    hops: predicted.hops.filter(({ outgoing }) => outgoing.instance === instance),
    database: predicted.databases.find((one) => one.instance === instance),
    ending: predicted.endings.find((one) => one.instance === instance),
  };
  const values = valuesOf(own);
  if (!values) return { container, because: 'a setting that decides is not in these files' };
  const peers = peersOf(own.hops, declared);
  return {
    start: { container, service, variables: variablesIn(values), peers, postgres: defaultPosture },
    prediction: predictionOf(container, service, own, declared),
  };
};

interface Own {
  listeners: readonly Listener[];
  hops: readonly Hop[];
  database: Database | undefined;
  ending: Ending | undefined;
}

const valuesOf = ({ listeners, hops, database }: Own): Values | undefined => {
  const all = [
    ...listeners.flatMap(({ pair, reads, clientCa, serverCa }) => [
      pairValues(pair, pairVariables(reads), 'server'),
      authorityValues(clientCa),
      authorityValues(serverCa),
    ]),
    ...hops.flatMap(({ outgoing: { ca, pair, peer } }) => [
      authorityValues(ca),
      pairValues(pair, pairVariables(peer), 'client'),
    ]),
    ...(database ? databaseValues(database) : []),
  ];
  if (all.some((one) => one === undefined)) return undefined;
  return Object.assign({}, ...all) as Values;
};

const databaseValues = ({ reads, mode, pair, root }: Database): (Values | undefined)[] => [
  mode.state === 'unknown' ? undefined : mode.state === 'set' ? { [reads.mode]: mode.text } : {},
  pairValues(pair, pairVariables(reads), 'client'),
  authorityValues(root),
];

const variablesIn = (values: Values): Variable[] =>
  Object.entries(values).map(([name, value]: [string, Value]) => ({
    name,
    value,
    settings: [name.toLowerCase()],
  }));

/** Only hops that a release file knows can be scripted. */
const isScripted = ({ outgoing }: Hop, { peers }: ReleaseService): boolean =>
  Object.hasOwn(peers, outgoing.peer.service);

const peersOf = (hops: readonly Hop[], declared: ReleaseService): VerifyStart['peers'] =>
  Object.fromEntries(
    hops.filter((hop) => isScripted(hop, declared)).map((hop) => [hop.outgoing.peer.service, peerOf(hop)]),
  );

/** A script never looks at who has issued a client's certificate. */
const peerOf = ({ located, meeting }: Hop): Peer => {
  if (located.state !== 'listener') return companion;
  const { speaks } = located.listener;
  switch (speaks.state) {
    case 'plaintext':
      return { state: 'answers', transport: 'plaintext' };
    case 'TLS':
      return { state: 'answers', transport: 'tls', identity: identityFor(meeting.refusal) };
    case 'demands':
      return {
        state: 'answers',
        transport: 'tls',
        identity: identityFor(meeting.refusal),
        clientCertificate: 'demanded',
      };
    case 'ends':
      return { state: 'absent', transport: 'plaintext' };
    case 'not known':
      return companion;
  }
};

/** Why the caller does not take the certificate of the other end → one that it does not take for the same reason. */
const refusedFor: Partial<Record<NonNullable<Hop['meeting']['refusal']>, Identity>> = {
  'name mismatch': 'wrong-name',
  'other authority': 'other-ca',
  expired: 'expired',
};

const identityFor = (refusal: Hop['meeting']['refusal']): Identity =>
  (refusal && refusedFor[refusal]) ?? 'right';

const predictionOf = (
  container: string,
  service: string,
  { listeners, hops, database, ending }: Own,
  declared: ReleaseService,
): Prediction => {
  // What a script cannot stand for decides nothing here.
  const isElsewhere = ending?.follows !== undefined && ending.follows.located.state !== 'listener';
  const starts = isElsewhere ? undefined : (ending?.code ?? true);
  return {
    container,
    service,
    ...(starts !== undefined && { starts }),
    listeners: typeof starts === 'number' ? {} : listenersIn(listeners, declared),
    hops: {
      ...hopsIn(hops, declared),
      ...(database && sessionIn(database)),
    },
  };
};

const listenersIn = (
  listeners: readonly Listener[],
  declared: ReleaseService,
): Record<string, ListenerSpeech> =>
  Object.fromEntries(
    listeners.flatMap(({ id, speaks }) => {
      const known = declared.listeners[id];
      // DTLS cannot be asked for here.
      if (!known?.probed || known.protocol === 'coap') return [];
      const said = speech(speaks);
      return said ? [[id, said] as const] : [];
    }),
  );

const speech = (speaks: Listener['speaks']): ListenerSpeech | undefined => {
  if (speaks.state === 'plaintext' || speaks.state === 'TLS') return speaks.state;
  if (speaks.state !== 'demands') return undefined;
  return speaks.from === 'file' ? 'demands' : 'foreign';
};

const hopsIn = (hops: readonly Hop[], declared: ReleaseService): Record<string, HopSpeech> =>
  Object.fromEntries(
    hops.flatMap((hop) => {
      const said = isScripted(hop, declared) ? hopSpeech(hop) : undefined;
      return said ? [[hop.outgoing.peer.service, said] as const] : [];
    }),
  );

const hopSpeech = ({ located, meeting }: Hop): HopSpeech | undefined => {
  if (located.state !== 'listener') return undefined;
  switch (meeting.transport) {
    case 'plaintext':
      return 'plaintext';
    case 'TLS':
    // It is offered to a listener that does not ask.
    case 'TLS, client certificate offered':
      return 'TLS';
    case 'TLS, client certificate demanded':
      return 'TLS with certificate';
    case 'refused':
      return meeting.refusal === undefined || meeting.refusal === 'client certificate of another authority'
        ? undefined
        : 'refused';
    case 'does not start':
    case 'not known':
      return undefined;
  }
};

const sessionIn = ({ session }: Database): Record<string, HopSpeech> => {
  switch (session.state) {
    case 'plaintext':
    case 'refused':
      return { postgres: session.state };
    case 'TLS':
      return { postgres: session.withPair ? 'TLS with certificate' : 'TLS' };
    case 'ends':
    case 'not known':
      return {};
  }
};
