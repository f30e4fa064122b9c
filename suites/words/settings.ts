/** The settings by name and in groups: a listener's pair, a hop's CA file, the SSL settings of a database. */
import type { Hop } from '../checks/hop.ts';
import { label, type Listener } from '../checks/listener.ts';
import type { Setting, Value } from '../vocabulary.ts';
import { ca, certificate, key } from './files.ts';
import type { Database } from './subjects.ts';

/** What the page calls each setting. A release file says what the release calls it, where that differs. */
export const pageNames: Readonly<Record<Setting, string>> = {
  'users.http.cert': 'SMQ_USERS_SERVER_CERT',
  'users.http.key': 'SMQ_USERS_SERVER_KEY',
  'users.grpc.cert': 'SMQ_USERS_SERVER_CERT',
  'users.grpc.key': 'SMQ_USERS_SERVER_KEY',
  'clients.http.cert': 'SMQ_CLIENTS_SERVER_CERT',
  'clients.http.key': 'SMQ_CLIENTS_SERVER_KEY',
  'clients.grpc.cert': 'SMQ_CLIENTS_SERVER_CERT',
  'clients.grpc.key': 'SMQ_CLIENTS_SERVER_KEY',
  'clients.standalone.email': 'SMQ_CLIENTS_STANDALONE_EMAIL',
  'clients.standalone.token': 'SMQ_CLIENTS_STANDALONE_TOKEN',
  'http-adapter.clients.ca': 'SMQ_HTTP_ADAPTER_CA_CERTS',
  'mqtt-adapter.clients.ca': 'SMQ_MQTT_ADAPTER_CA_CERTS',
  'ws-adapter.clients.ca': 'SMQ_WS_ADAPTER_CA_CERTS',
  'coap-adapter.clients.ca': 'SMQ_COAP_ADAPTER_CA_CERTS',
  'clients.auth.ca': 'SMQ_CLIENTS_CA_CERTS',
  'users.db.mode': 'SMQ_USERS_DB_SSL_MODE',
  'users.db.cert': 'SMQ_USERS_DB_SSL_CERT',
  'users.db.key': 'SMQ_USERS_DB_SSL_KEY',
  'users.db.root': 'SMQ_USERS_DB_SSL_ROOT_CERT',
  'clients.db.mode': 'SMQ_CLIENTS_DB_SSL_MODE',
  'clients.db.cert': 'SMQ_CLIENTS_DB_SSL_CERT',
  'clients.db.key': 'SMQ_CLIENTS_DB_SSL_KEY',
  'clients.db.root': 'SMQ_CLIENTS_DB_SSL_ROOT_CERT',
};

/** The values of a mode as the page spells them; a release may spell them otherwise. */
export const pageValues = {
  disabled: 'disabled',
  required: 'required',
  verifyCa: 'verify-ca',
  verifyFull: 'verify-full',
} as const;

export const { disabled, required, verifyCa, verifyFull } = pageValues;
export type Mode = (typeof pageValues)[keyof typeof pageValues];

/** The pair of one listener; under the page's naming one pair serves both listeners of a service. */
export const pair = (at: Listener, cert?: Value, keyFile?: Value): Record<Setting, Value> => ({
  ...(cert !== undefined && { [`${label(at)}.cert`]: cert }),
  ...(keyFile !== undefined && { [`${label(at)}.key`]: keyFile }),
});

export const goodPair = (at: Listener): Record<Setting, Value> =>
  pair(at, certificate('right'), key('right'));

export const goodPairs = (listeners: readonly Listener[]): Record<Setting, Value> =>
  Object.assign({}, ...listeners.map(goodPair)) as Record<Setting, Value>;

export const caSetting = ({ from, to }: Hop): Setting => `${from}.${to}.ca`;

/** The files of the connection to PostgreSQL. */
export interface Files {
  cert?: Value;
  key?: Value;
  root?: Value;
}

export const clientPair = { cert: certificate('client'), key: key('client') } satisfies Files;
export const trusting = { ...clientPair, root: ca('right') } satisfies Files;
export const emptyFiles = { cert: '', key: '', root: '' } satisfies Files;

/** The SSL settings of a database. Without `mode` the mode is not set. */
export const database = (
  service: Database,
  mode: string | undefined,
  files: Files = {},
): Record<Setting, Value> => ({
  ...(mode !== undefined && { [`${service}.db.mode`]: mode }),
  ...(files.cert !== undefined && { [`${service}.db.cert`]: files.cert }),
  ...(files.key !== undefined && { [`${service}.db.key`]: files.key }),
  ...(files.root !== undefined && { [`${service}.db.root`]: files.root }),
});

/** Standalone mode: Clients for a single user. */
export const standalone = {
  'clients.standalone.email': 'operator@example.com',
  'clients.standalone.token': 'standalone-conformance-token',
} as const;
