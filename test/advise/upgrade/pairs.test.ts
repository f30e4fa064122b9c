/** Tests what is said on the way between real releases: names, services, needs, and since when. */
import { describe, expect, test } from 'vitest';
import { fateOf } from '../../../src/advise/upgrade/fate.ts';
import { way } from './files.ts';

type Row = [from: string, to: string, variable: string, says: string];

/** Status, new names, and the first release that has it. */
const said = (from: string, to: string, variable: string, scope?: string[]): string => {
  const fate = fateOf(variable, scope, way(from, to));
  return fate
    ? [fate.status, ...fate.newNames.filter((name) => name !== variable), fate.since]
        .filter(Boolean)
        .join(' ')
    : 'nothing';
};

test.each<Row>([
  // The gRPC listener of Clients, in Clients and in all callers.
  ['v0.16.0', 'v0.17.0', 'SMQ_CLIENTS_AUTH_GRPC_SERVER_CERT', 'renamed SMQ_CLIENTS_GRPC_SERVER_CERT v0.17.0'],
  ['v0.16.0', 'v0.17.0', 'SMQ_CLIENTS_AUTH_GRPC_URL', 'renamed SMQ_CLIENTS_GRPC_URL v0.17.0'],
  ['v0.16.0', 'v0.17.0', 'SMQ_CLIENTS_AUTH_GRPC_TIMEOUT', 'renamed SMQ_CLIENTS_GRPC_TIMEOUT v0.17.0'],
  [
    'v0.16.0',
    'v0.17.0',
    'SMQ_CLIENTS_AUTH_GRPC_SERVER_CA_CERTS',
    'renamed SMQ_CLIENTS_GRPC_SERVER_CA_CERTS v0.17.0',
  ],
  ['v0.16.0', 'v0.17.0', 'SMQ_INVITATIONS_HTTP_PORT', 'service gone v0.17.0'],
  ['v0.16.0', 'v0.17.0', 'SMQ_BOOTSTRAP_DB_SSL_MODE', 'service gone v0.17.0'],
  ['v0.16.0', 'v0.17.0', 'SMQ_POSTGRES_WRITER_CONFIG_PATH', 'service gone v0.17.0'],
  ['v0.16.0', 'v0.17.0', 'SMQ_DOMAINS_GRPC_SERVER_CERT', 'unchanged'],
  ['v0.16.0', 'v0.17.0', 'SMQ_AUTH_CACHE_URL', 'comes into effect v0.17.0'],
  // Names of no release, and names of later ones.
  ['v0.16.0', 'v0.17.0', 'SMQ_CLIENTS_SERVER_CERT', 'never read'],
  ['v0.16.0', 'v0.17.0', 'SMQ_INVENTED_BY_SOMEBODY', 'never read'],
  ['v0.16.0', 'v0.17.0', 'POSTGRES_PASSWORD', 'nothing'],

  ['v0.17.0', 'v0.19.1', 'SMQ_USERS_GRPC_SERVER_CERT', 'comes into effect v0.18.3'],
  ['v0.17.0', 'v0.19.1', 'SMQ_AUTH_KEYS_ALGORITHM', 'comes into effect v0.18.4'],
  ['v0.17.0', 'v0.19.1', 'SMQ_WS_ADAPTER_HTTP_PORT', 'service gone v0.18.4'],
  ['v0.17.0', 'v0.19.1', 'SMQ_CERTS_HTTP_PORT', 'service gone v0.18.2'],
  ['v0.17.0', 'v0.19.1', 'SMQ_AUTH_CACHE_URL', 'unchanged'],
  ['v0.17.0', 'v0.19.1', 'SMQ_TOKEN_RESET_ENDPOINT', 'dropped v0.18.1'],
  // The old name was read, and CoAP was in plaintext all the same.
  [
    'v0.17.0',
    'v0.19.1',
    'SMQ_COAP_ADAPTER_SERVER_CERT',
    'comes into effect SMQ_COAP_ADAPTER_SERVER_CERT_FILE v0.18.2',
  ],

  ['v0.19.1', 'v0.20.0', 'SMQ_USERS_HTTP_SERVER_CERT', 'prefix renamed MG_USERS_HTTP_SERVER_CERT v0.20.0'],
  [
    'v0.19.1',
    'v0.20.0',
    'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
    'prefix renamed MG_CLIENTS_GRPC_SERVER_CA_CERTS v0.20.0',
  ],
  ['v0.19.1', 'v0.20.0', 'SMQ_HTTP_ADAPTER_PORT', 'service gone v0.20.0'],
  ['v0.19.1', 'v0.20.0', 'SMQ_MQTT_ADAPTER_CERT_FILE', 'service gone v0.20.0'],

  // Over two prefixes, and a service that is called otherwise.
  ['v0.15.1', 'v0.16.0', 'MG_THINGS_DB_SSL_MODE', 'renamed SMQ_CLIENTS_DB_SSL_MODE v0.16.0'],
  ['v0.15.1', 'v0.16.0', 'MG_THINGS_AUTH_GRPC_URL', 'renamed SMQ_CLIENTS_AUTH_GRPC_URL v0.16.0'],
  ['v0.15.1', 'v0.16.0', 'MG_PROVISION_THINGS_LOCATION', 'renamed SMQ_PROVISION_CLIENTS_LOCATION v0.16.0'],
  ['v0.15.1', 'v0.19.1', 'MG_THINGS_AUTH_GRPC_SERVER_CERT', 'renamed SMQ_CLIENTS_GRPC_SERVER_CERT v0.16.0'],
  ['v0.15.1', 'v0.20.0', 'MG_USERS_HTTP_SERVER_CERT', 'unchanged'],
  ['v0.15.1', 'v0.20.0', 'MG_THINGS_HTTP_SERVER_CERT', 'renamed MG_CLIENTS_HTTP_SERVER_CERT v0.16.0'],
  ['v0.30.0', 'v0.40.0', 'MG_USERS_HTTP_SERVER_CERT', 'service gone v0.40.0'],
  ['v0.30.0', 'v0.51.0', 'MG_JOURNAL_HTTP_PORT', 'service gone v0.50.0'],
])('%s to %s, %s: %s', (from, to, variable, says) => {
  expect(said(from, to, variable)).toBe(says);
});

test.each<[...Row, service: string]>([
  // In a separate container an adapter takes its settings with it; Channels has the same name still.
  ['v0.19.1', 'v0.20.0', 'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS', 'service gone v0.20.0', 'http-adapter'],
  [
    'v0.19.1',
    'v0.20.0',
    'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
    'prefix renamed MG_CLIENTS_GRPC_SERVER_CA_CERTS v0.20.0',
    'channels',
  ],
  ['v0.17.0', 'v0.19.1', 'SMQ_AUTH_KEYS_ALGORITHM', 'comes into effect v0.18.4', 'users'],
  ['v0.17.0', 'v0.19.1', 'SMQ_USERS_HTTP_SERVER_CERT', 'never read', 'clients'],
])('%s to %s, %s: %s in %s', (...[from, to, variable, says, service]) => {
  expect(said(from, to, variable, [service])).toBe(says);
});

describe('where a name is read', () => {
  test.each<Row>([
    ['v0.17.0', 'v0.19.1', 'SMQ_INVENTED_BY_SOMEBODY', 'read by no release known here'],
    ['v0.17.0', 'v0.19.1', 'SMQ_INVITATIONS_HTTP_PORT', 'read by v0.16.0 only'],
  ])('%s to %s, %s: %s', (from, to, variable, says) => {
    expect(fateOf(variable, undefined, way(from, to))?.remark).toBe(says);
  });

  test('a name under another prefix takes effect if it is renamed', () => {
    expect(fateOf('MG_USERS_GRPC_PORT', undefined, way('v0.17.0', 'v0.19.1'))).toMatchObject({
      status: 'never read',
      newNames: ['SMQ_USERS_GRPC_PORT'],
      remark: 'v0.17.0 does not read it; v0.19.1 does, under its new name',
    });
  });

  test('a name that only the product has in its own files, under another prefix', () => {
    expect(fateOf('SMQ_RELEASE_TAG', undefined, way('v0.19.1', 'v0.20.0'))).toMatchObject({
      status: 'never read',
      newNames: ['MG_RELEASE_TAG'],
      ofProductFiles: true,
    });
  });
});
