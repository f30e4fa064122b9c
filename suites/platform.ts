/** A whole deployment in abstract: which settings it has, and what every hop must then look like. */
import { answersPlaintext, check, ready, speaksTls, type Listener } from './checks.ts';
import { adapters } from './client-configuration.ts';
import * as hop from './hop-checks.ts';
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

export const servicesOf = ({ standalone }: Deployment): ServiceName[] => [
  ...(standalone ? [] : (['users'] as const)),
  'clients',
  ...adapters,
];

const modes = {
  default: undefined,
  required: pageValues.required,
  'verify-full': pageValues.verifyFull,
} as const;

const pairOf = (service: 'users' | 'clients'): Record<Setting, Value> =>
  Object.assign(
    {},
    ...(['http', 'grpc'] as const).map((listener) => ({
      [`${service}.${listener}.cert`]: certificate('right'),
      [`${service}.${listener}.key`]: key('right'),
    })),
  ) as Record<Setting, Value>;

/** Every hop of an adapter that a release can secure by itself is secured along with the one to Clients. */
const caOf = (adapter: ServiceName): Record<Setting, Value> => ({
  [`${adapter}.clients.ca`]: { file: 'ca', of: ['right'] },
});

export const startOf = (d: Deployment, ...looks: Look[]): Start => {
  const services = servicesOf(d);
  const mode = modes[d.database];
  const files = d.database === 'verify-full' ? trusting : {};
  return {
    services,
    settings: {
      ...(d.usersServer && !d.standalone && pairOf('users')),
      ...(d.clientsServer && pairOf('clients')),
      ...(d.clientsCa && !d.standalone && { 'clients.auth.ca': { file: 'ca', of: ['right'] } as const }),
      ...(d.standalone && {
        'clients.standalone.email': 'operator@example.com',
        'clients.standalone.token': 'standalone-conformance-token',
      }),
      ...(d.adapterCa && Object.assign({}, ...adapters.map(caOf))),
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
    looks: ['listeners', 'call:set-up', 'message', 'wrong-secret', ...looks],
  };
};

const listenersOf = (d: Deployment): { at: Listener; tls: boolean }[] => [
  ...(d.standalone ? [] : both('users').map((at) => ({ at, tls: d.usersServer }))),
  ...both('clients').map((at) => ({ at, tls: d.clientsServer })),
];

const both = (service: Listener['service']): Listener[] => [
  { service, name: 'http' },
  { service, name: 'grpc' },
];

const toClients = (from: ServiceName): hop.Hop => ({ from, to: 'clients' });

/** Where adapters and Clients agree, messages flow. */
export const agrees = (d: Deployment): boolean => d.adapterCa === d.clientsServer;

/** What may not be seen, and what must, on every listener and hop of a deployment. */
export const expectationOf = (d: Deployment): { forbidden: Check[]; required: Check[] } => {
  const stores = d.standalone ? (['clients'] as const) : (['users', 'clients'] as const);
  const encrypted = d.database !== 'default';
  return {
    forbidden: [
      ...listenersOf(d).map(({ at, tls }) => (tls ? answersPlaintext(at) : speaksTls(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensInPlaintext : hop.opensWithTls)(toClients(from))),
      ...(d.standalone
        ? []
        : [(d.clientsCa ? hop.opensInPlaintext : hop.opensWithTls)({ from: 'clients', to: 'auth' })]),
      ...stores.map((one) => (encrypted ? pg.sendsPlaintextStartup(one) : pg.hasTlsSession(one))),
      ...adapters.map((from) => hop.messageAccepted(from, 'wrong-secret')),
      ...(agrees(d) ? [] : adapters.map((from) => hop.messageAccepted(from))),
    ],
    required: [
      ...servicesOf(d).map(ready),
      created,
      ...listenersOf(d).map(({ at, tls }) => (tls ? speaksTls(at) : answersPlaintext(at))),
      ...adapters.map((from) => (d.adapterCa ? hop.opensWithTls : hop.opensInPlaintext)(toClients(from))),
      ...stores.map((one) => (encrypted ? pg.everySessionTls(one) : pg.everySessionPlaintext(one))),
      ...adapters.map((from) => (agrees(d) ? hop.messageAccepted(from) : hop.messageRefused(from))),
      ...adapters.map((from) => hop.messageRefused(from, 'wrong-secret')),
      stopsCleanly,
    ],
  };
};

/** Without a client and a channel a refused message would show nothing. */
export const created: Check = check(
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
  'every service ends on the first signal',
  (o) => {
    const running = Object.values(o.services).filter(({ boot }) => boot.outcome === 'ready');
    return running.length
      ? running.every(({ stopped }) => stopped !== undefined && stopped.signal !== 'SIGKILL')
      : undefined;
  },
  (o) =>
    Object.entries(o.services)
      .map(
        ([name, { stopped }]) =>
          `${name}: ${stopped ? (stopped.signal ?? `code ${stopped.code}`) : 'not stopped'}`,
      )
      .join(', '),
);
