/** A whole deployment in abstract: its services, its settings, and how it is started. */
import type { Listener } from '../checks/listener.ts';
import type { Probe, ServiceName, Setting, Start, Value } from '../vocabulary.ts';
import { ca } from './files.ts';
import { caSetting, database, goodPairs, pageValues, standalone, trusting } from './settings.ts';
import { listenersIn, type Shape } from './shape.ts';

export interface Deployment {
  /** Server pair of Users, which a standalone deployment does not have. */
  usersServer: boolean;
  /** Server pair of Clients. */
  clientsServer: boolean;
  /** CA file in each adapter. */
  adapterCa: boolean;
  /** CA file of Clients towards Auth, which a standalone deployment does not have. */
  clientsCa: boolean;
  database: 'default' | 'required' | 'verify-full';
  standalone: boolean;
}

export const nothingSet: Deployment = {
  usersServer: false,
  clientsServer: false,
  adapterCa: false,
  clientsCa: false,
  database: 'default',
  standalone: false,
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

/** The hop to Clients; every other hop that a release can secure by itself is secured along with it. */
const caOfAdapters = ({ adapters }: Shape): Record<Setting, Value> =>
  Object.fromEntries(adapters.map((from) => [caSetting({ from, to: 'clients' }), ca('right')]));

export const startOf = (d: Deployment, shape: Shape, ...probes: Probe[]): Start => {
  const services = servicesOf(d, shape);
  const mode = modes[d.database];
  const files = d.database === 'verify-full' ? trusting : {};
  return {
    services,
    settings: {
      ...(d.usersServer && !d.standalone && goodPairs(listenersIn('users', shape))),
      ...(d.clientsServer && goodPairs(listenersIn('clients', shape))),
      ...(d.clientsCa && !d.standalone && { 'clients.auth.ca': ca('right') }),
      ...(d.standalone && standalone),
      ...(d.adapterCa && caOfAdapters(shape)),
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
    probes: ['listeners', 'call:set-up', 'message', 'wrong-secret', 'by-name', ...probes, 'call:take-down'],
  };
};

/** Every listener of Users and Clients, and whether it has to speak TLS. */
export const transportsOf = (d: Deployment, shape: Shape): { at: Listener; tls: boolean }[] => [
  ...(d.standalone ? [] : listenersIn('users', shape).map((at) => ({ at, tls: d.usersServer }))),
  ...listenersIn('clients', shape).map((at) => ({ at, tls: d.clientsServer })),
];

/** Where adapters and Clients agree, messages flow. */
export const agrees = (d: Deployment): boolean => d.adapterCa === d.clientsServer;
