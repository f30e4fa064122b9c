/** A whole deployment in abstract: which settings it has, and what every hop must then look like. */
import type { Observation } from '../src/model/observation.ts';
import {
  answersPlaintext,
  bootOf,
  check,
  isReady,
  lastError,
  ready,
  speaksTls,
  type Listener,
} from './checks.ts';
import { adapters } from './client-configuration.ts';
import * as hop from './hop-checks.ts';
import { otherHopsAsConfigured } from './hops-as-configured.ts';
import * as pg from './postgres-checks.ts';
import { database, trusting } from './postgres-table.ts';
import { certificate, key } from './server-configuration.ts';
import { pageValues } from './settings.ts';
import type { Check, Look, ServiceName, Setting, Start, Value } from './vocabulary.ts';

export interface Deployment {
  /** Server pair of Users; does not exist standalone. */
  usersServer: boolean;
  /** Server pair of Clients. */
  clientsServer: boolean;
  /** CA file in each adapter. */
  adapterCa: boolean;
  /** CA file of Clients towards Auth; does not exist standalone. */
  clientsCa: boolean;
  database: 'default' | 'required' | 'verify-full';
  standalone: boolean;
}

export const plainDeployment: Deployment = {
  usersServer: false,
  clientsServer: false,
  adapterCa: false,
  clientsCa: false,
  database: 'default',
  standalone: false,
};

/** What a release's deployments consist of. */
export interface Shape {
  adapters: readonly ServiceName[];
  /** Listeners of Users. */
  users: readonly Listener['name'][];
}

/** Without any adapter a deployment has nothing to say: it keeps all, and is not applicable for that reason. */
export const shapeOf = (absent: Readonly<Record<string, string>>): Shape => {
  const there = adapters.filter((adapter) => absent[adapter] === undefined);
  return {
    adapters: there.length ? there : adapters,
    users: absent['users.grpc'] === undefined ? ['http', 'grpc'] : ['http'],
  };
};

export const servicesOf = ({ standalone }: Deployment, { adapters }: Shape): ServiceName[] => [
  ...(standalone ? [] : (['users'] as const)),
  'clients',
  ...adapters,
];

const modes = {
  default: undefined,
  required: pageValues.required,
  'verify-full': pageValues.verifyFull,
} as const;

const pairOf = (service: 'users' | 'clients', { users }: Shape): Record<Setting, Value> =>
  Object.assign(
    {},
    ...(service === 'users' ? users : (['http', 'grpc'] as const)).map((listener) => ({
      [`${service}.${listener}.cert`]: certificate('right'),
      [`${service}.${listener}.key`]: key('right'),
    })),
  ) as Record<Setting, Value>;

/** Every hop of an adapter that a release can secure by itself is secured along with the one to Clients. */
const caOf = (adapter: ServiceName): Record<Setting, Value> => ({
  [`${adapter}.clients.ca`]: { file: 'ca', of: ['right'] },
});

export const startOf = (d: Deployment, shape: Shape, ...looks: Look[]): Start => {
  const services = servicesOf(d, shape);
  const mode = modes[d.database];
  const files = d.database === 'verify-full' ? trusting : {};
  return {
    services,
    settings: {
      ...(d.usersServer && !d.standalone && pairOf('users', shape)),
      ...(d.clientsServer && pairOf('clients', shape)),
      ...(d.clientsCa && !d.standalone && { 'clients.auth.ca': { file: 'ca', of: ['right'] } as const }),
      ...(d.standalone && {
        'clients.standalone.email': 'operator@example.com',
        'clients.standalone.token': 'standalone-conformance-token',
      }),
      ...(d.adapterCa && Object.assign({}, ...shape.adapters.map(caOf))),
      ...(mode && {
        ...(!d.standalone && database('users', mode, files)),
        ...database('clients', mode, files),
      }),
    },
    peers: {
      auth: d.standalone
        ? { state: 'absent', transport: 'plaintext' }
        : {
            state: 'answers',
            transport: d.clientsCa ? 'tls' : 'plaintext',
            identity: 'right',
            clientCertificate: 'ignored',
          },
    },
    looks: ['listeners', 'call:set-up', 'message', 'wrong-secret', 'by-name', ...looks, 'call:take-down'],
  };
};

export const listenersOf = (d: Deployment, { users }: Shape): { at: Listener; tls: boolean }[] => [
  ...(d.standalone
    ? []
    : users.map((name) => ({ at: { service: 'users', name } as const, tls: d.usersServer }))),
  ...(['http', 'grpc'] as const).map((name) => ({
    at: { service: 'clients', name } as const,
    tls: d.clientsServer,
  })),
];

const toClients = (from: ServiceName): hop.Hop => ({ from, to: 'clients' });

/** Where adapters and Clients agree, messages flow. */
export const agrees = (d: Deployment): boolean => d.adapterCa === d.clientsServer;

/** What an adapter asks Channels and Domains it asks of a device that Clients knows. */
const behindClients = (adapters: readonly ServiceName[]): Map<string, string> =>
  new Map(
    adapters.flatMap((from) =>
      ['channels', 'domains'].map((to) => [`${from}→${to}`, 'the adapter and Clients disagree'] as const),
    ),
  );

/** What may not be seen, and what must, on every listener and hop of a deployment. */
export const expectationOf = (d: Deployment, shape: Shape): { forbidden: Check[]; required: Check[] } => {
  const { adapters } = shape;
  const stores = d.standalone ? (['clients'] as const) : (['users', 'clients'] as const);
  const encrypted = d.database !== 'default';
  const settled = ({ forbidden, required }: { forbidden: Check[]; required: Check[] }) => ({
    forbidden: forbidden.map(whereItGotTo),
    required: required.map(whereItGotTo),
  });
  return settled({
    forbidden: [
      ...listenersOf(d, shape).map(({ at, tls }) => (tls ? answersPlaintext(at) : speaksTls(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensInPlaintext : hop.opensWithTls)(toClients(from))),
      ...(d.standalone
        ? []
        : [(d.clientsCa ? hop.opensInPlaintext : hop.opensWithTls)({ from: 'clients', to: 'auth' })]),
      ...stores.map((one) => (encrypted ? pg.sendsPlaintextStartup(one) : pg.hasTlsSession(one))),
      ...adapters.map((from) => hop.messageAccepted(from, 'wrong-secret')),
      ...(agrees(d) ? [] : adapters.map((from) => hop.messageAccepted(from))),
    ],
    required: [
      nobodyEnds,
      ...servicesOf(d, shape).map(ready),
      created,
      ...listenersOf(d, shape).map(({ at, tls }) => (tls ? speaksTls(at) : answersPlaintext(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensWithTls : hop.opensInPlaintext)(toClients(from))),
      ...stores.map((one) => (encrypted ? pg.everySessionTls(one) : pg.everySessionPlaintext(one))),
      ...adapters.map((from) => (agrees(d) ? hop.messageAccepted(from) : hop.messageRefused(from))),
      ...adapters.map((from) => hop.messageRefused(from, 'wrong-secret')),
      otherHopsAsConfigured(agrees(d) ? undefined : behindClients(adapters)),
    ],
  });
};

/** What a service has not shown because it, or one before it, did not run was not there: `ready` says the rest. */
export const whereItGotTo = (one: Check): Check => ({
  ...one,
  holds: (o) => one.holds(o) ?? (someEnded(o) ? false : undefined),
});

/** Also of those that no case is about: the first that does not run is the reason for all that follows. */
const nobodyEnds: Check = check(
  'every-service-ready',
  'every service of the deployment becomes ready and stays so',
  (o) => (Object.keys(o.services).length ? !someEnded(o) : undefined),
  (o) =>
    (Object.keys(o.services) as ServiceName[])
      .filter((name) => !isReady(o, name))
      .map((name) => `${name}: ${bootOf(o, name)}, ${lastError(o, name)}`)
      .join('; ') || 'all are ready',
);

const someEnded = (o: Observation): boolean =>
  Object.values(o.services).some(
    ({ boot, endedLater }) => boot.outcome !== 'ready' || endedLater !== undefined,
  );

/** Without a client and a channel a refused message would show nothing. */
export const created: Check = check(
  'client-and-channel-created',
  'a client and a channel are created and connected',
  (o) => {
    const calls = ['create-client', 'create-channel', 'connect'].map((name) => o.calls[name]);
    if (calls.some((one) => one === undefined)) return Object.keys(o.services).length ? false : undefined;
    return calls.every((one) => one !== undefined && one.status >= 200 && one.status < 300);
  },
  (o) =>
    ['create-client', 'create-channel', 'connect']
      .map(
        (name) =>
          `${name}: ${o.calls[name] ? `${o.calls[name].status} ${o.calls[name].detail}` : 'not called'}`,
      )
      .join(', '),
);

export const stopsCleanly: Check = check(
  'stops-on-first-signal',
  'every service ends on the first signal',
  (o) => {
    const running = Object.values(o.services).filter(({ boot }) => boot.outcome === 'ready');
    // A deployment of which nothing runs has failed already; it must not count as unobserved.
    if (!running.length) return Object.keys(o.services).length ? false : undefined;
    return running.every(({ stopped }) => stopped !== undefined && stopped.signal !== 'SIGKILL');
  },
  (o) =>
    Object.entries(o.services)
      .map(
        ([name, { stopped }]) =>
          `${name}: ${stopped ? (stopped.signal ?? `code ${stopped.code}`) : 'not stopped'}`,
      )
      .join(', '),
);
