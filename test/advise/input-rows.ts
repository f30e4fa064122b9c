/** What files from the field are known to do: hops and statements of each, among others. */
import type { Severity } from '../../src/advise/schema.ts';
import type { Given } from './open-inputs.ts';

export interface Row extends Given {
  title: string;
  /** Lines of the hop table, among others. */
  hops?: readonly string[];
  /** `kind container variable`, among others. */
  says?: readonly string[];
  /** Beginnings of what is not said. */
  never?: readonly string[];
  /** `severity kind container variable`. */
  weighs?: readonly `${Severity} ${string}`[];
  /** Parts of sentences. */
  words?: readonly string[];
}

export const mtls = { GRPC_MTLS: 'true' };
const demanded = 'TLS, client certificate demanded';
export const up17 = ['up-v0.17.0/docker-compose.yaml'];
const users19 = ['up-v0.19.1-users/docker-compose.yaml'];
const addon = {
  release: 'v0.19.1',
  files: [
    'up-v0.19.1-certs-addon/docker-compose.yaml',
    'up-v0.19.1-certs-addon/certs-docker-compose-override.yaml',
  ],
  envFiles: ['up-v0.19.1-certs-addon/main.env', 'up-v0.19.1-certs-addon/addon.env'],
};

export const rows: Row[] = [
  {
    title: 'up-v0.17.0 as it is',
    release: 'v0.17.0',
    files: up17,
    hops: [
      'http-adapter → clients grpc: plaintext',
      'users → auth grpc: plaintext',
      '* → auth http: plaintext',
    ],
    says: [
      'never read clients SMQ_CLIENTS_STANDALONE_ID',
      'never read clients SMQ_CLIENTS_STANDALONE_TOKEN',
      'duplicate SMQ_USERS_SECRET_KEY',
    ],
    words: ['port 7001 of the machine', 'port 7006 of the machine'],
    never: ['does not start', 'source missing', 'in effect'],
  },
  {
    title: 'up-v0.17.0 with GRPC_MTLS: files are still to be made',
    release: 'v0.17.0',
    files: up17,
    shell: mtls,
    hops: [
      `* → auth grpc: ${demanded}`,
      `* → clients grpc: ${demanded}`,
      `http-adapter → clients grpc: ${demanded}`,
      `http-adapter → auth grpc: ${demanded}`,
      `users → auth grpc: ${demanded}`,
      `clients → auth grpc: ${demanded}`,
    ],
    says: [
      'source missing auth SMQ_AUTH_GRPC_SERVER_CERT',
      'source missing auth SMQ_AUTH_GRPC_SERVER_KEY',
      'source missing clients SMQ_CLIENTS_GRPC_SERVER_CERT',
      'source missing clients SMQ_CLIENTS_GRPC_SERVER_KEY',
      'source missing clients SMQ_AUTH_GRPC_CLIENT_CERT',
      'source missing clients SMQ_AUTH_GRPC_CLIENT_KEY',
      'source missing http-adapter SMQ_CLIENTS_GRPC_CLIENT_CERT',
      'source missing http-adapter SMQ_CLIENTS_GRPC_CLIENT_KEY',
    ],
    never: ['does not start', 'peer demands TLS'],
  },
  {
    title: 'up-v0.17.0 with GRPC_TLS: refused everywhere',
    release: 'v0.17.0',
    files: up17,
    shell: { GRPC_TLS: 'true' },
    hops: [
      'http-adapter → clients grpc: refused',
      'http-adapter → auth grpc: refused',
      'users → auth grpc: refused',
      'clients → auth grpc: refused',
      '* → users http: does not start',
    ],
    says: [
      'turns on client certificates auth SMQ_AUTH_GRPC_SERVER_CA_CERTS',
      'turns on client certificates clients SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
      'asks for a client certificate that no caller has users SMQ_AUTH_GRPC_CLIENT_CERT',
      'does not start clients',
      'does not start users',
      'does not start http-adapter',
    ],
    never: ['does not start auth'],
  },
  {
    title: 'up-v0.17.0 with both switches: the path is there twice',
    release: 'v0.17.0',
    files: up17,
    shell: { ...mtls, GRPC_TLS: 'true' },
    hops: ['* → auth grpc: does not start', 'users → auth grpc: does not start'],
    says: ['source missing auth SMQ_AUTH_GRPC_SERVER_CERT'],
    words: ['two paths written one after the other'],
  },
  {
    title: 'up-v0.19.1-users with GRPC_MTLS: nothing is mounted, and it would be the certificate of another',
    release: 'v0.19.1',
    files: users19,
    shell: mtls,
    hops: ['* → users grpc: does not start', '* → users http: does not start'],
    says: [
      'not mounted users SMQ_USERS_GRPC_SERVER_CERT',
      'not mounted users SMQ_USERS_GRPC_SERVER_KEY',
      'not mounted users SMQ_USERS_GRPC_SERVER_CA_CERTS',
      'not mounted users SMQ_USERS_GRPC_CLIENT_CA_CERTS',
      'name mismatch users SMQ_USERS_GRPC_SERVER_CERT',
      'does not start users',
    ],
    words: ['exit code 0, which `restart: on-failure` takes for a wanted stop'],
  },
  {
    title: 'up-v0.19.1-users as it is',
    release: 'v0.19.1',
    files: users19,
    hops: ['* → users grpc: plaintext', '* → users http: plaintext'],
    never: ['not mounted', 'name mismatch', 'does not start'],
  },
  {
    title: 'up-v0.19.1-coap-dtls: the authority is made by nothing, and read by nothing',
    release: 'v0.19.1',
    files: ['up-v0.19.1-coap-dtls/docker-compose.yaml'],
    shell: { SMQ_COAP_DTLS: 'true' },
    made: /coap-server\.(crt|key)$/,
    hops: ['* → coap-adapter coap: TLS', '* → mqtt-adapter mqtt: plaintext'],
    says: [
      'source missing coap-adapter SMQ_COAP_ADAPTER_SERVER_CA_FILE',
      'never read coap-adapter SMQ_COAP_ADAPTER_SERVER_CA_FILE',
      'never read coap-adapter SMQ_COAP_ADAPTER_CACHE_MAX_COST',
    ],
    never: ['does not start'],
  },
  {
    title: 'up-v0.19.1-certs-addon as it is: another product',
    ...addon,
    says: ['unknown product'],
    never: ['not mounted'],
  },
  {
    title: 'up-v0.19.1-certs-addon with GRPC_MTLS: paths of the host in a container',
    ...addon,
    shell: mtls,
    says: [
      'unknown product',
      'not mounted certs AM_AUTH_GRPC_CLIENT_CERT',
      'not mounted certs AM_AUTH_GRPC_CLIENT_KEY',
      'not mounted certs AM_AUTH_GRPC_SERVER_CA_CERTS',
      'not mounted certs AM_DOMAINS_GRPC_CLIENT_CERT',
      'not mounted certs AM_DOMAINS_GRPC_CLIENT_KEY',
      'not mounted certs AM_DOMAINS_GRPC_SERVER_CA_CERTS',
    ],
  },
  {
    title: 'helm-supermq: pairs without an authority, quotes in an address, names of servers in callers',
    release: 'v0.17.0',
    files: ['helm-supermq/rendered.yaml'],
    hops: ['smq-channels → smq-envoy grpc: not known', '* → smq-channels grpc: plaintext'],
    says: [
      'ignored smq-channels SMQ_AUTH_GRPC_CLIENT_CERT',
      'ignored smq-channels SMQ_CLIENTS_GRPC_CLIENT_CERT',
      'half a pair smq-channels SMQ_DOMAINS_GRPC_CLIENT_CERT',
      'bad value smq-adapter-mqtt SMQ_CLIENTS_GRPC_URL',
      'bad value smq-adapter-mqtt SMQ_CHANNELS_GRPC_URL',
      'ignored smq-ui-backend MG_AUTH_GRPC_CLIENT_CA_CERTS',
      'unresolved smq-channels SMQ_AUTH_GRPC_URL',
    ],
    words: ['`${SMQ_CERTS_SDK_HOST}` stays as it is written'],
  },
  {
    title: 'k8s-choovio: an object that is not in the files',
    release: 'v0.19.1',
    files: ['k8s-choovio/users.yaml', 'k8s-choovio/http-adapter.yaml'],
    hops: [
      '* → users grpc: not known',
      '* → http-adapter http: plaintext',
      // Measured: without an address the adapter ends with `service is not serving`.
      'http-adapter → auth grpc: refused',
    ],
    says: ['unresolved users ConfigMap users-config', 'no such peer http-adapter SMQ_AUTH_GRPC_URL'],
    weighs: ['weaker unresolved users ConfigMap users-config'],
    never: ['unknown product'],
  },
  {
    title: 'compose-cube with GRPC_MTLS: one hop secured, one not',
    release: 'v0.19.1',
    files: ['compose-cube/compose.yaml'],
    shell: mtls,
    hops: [
      `* → auth grpc: ${demanded}`,
      `users → auth grpc: ${demanded}`,
      '* → users grpc: plaintext',
      'users → domains grpc: not known',
    ],
    says: ['ignored users SMQ_DOMAINS_GRPC_CLIENT_CERT'],
    words: ['users speaks plaintext to it'],
    never: ['never read every service'],
  },
  {
    title: 'env-propeller: another product, none of whose secrets is printed',
    release: 'v0.19.1',
    files: ['env-propeller/.env'],
    says: ['unknown product'],
    never: ['in effect'],
  },
  {
    title: 'env-mainfluxlabs: another product line',
    release: 'v0.19.1',
    files: ['env-mainfluxlabs/.env'],
    says: ['unknown product'],
    never: ['in effect', 'never read'],
  },
  {
    title: 'compose-merge: the mode of the later file, and a root certificate alone',
    release: 'v0.19.1',
    files: ['compose-merge/docker-compose.yaml', 'compose-merge/docker-compose.prod.yaml'],
    hops: ['users → localhost postgres: does not start'],
    says: [
      'half a pair users SMQ_USERS_DB_SSL_ROOT_CERT',
      'half a pair users SMQ_USERS_HTTP_SERVER_CERT',
      'does not start users',
      'not read debug',
      'duplicate users',
    ],
    words: [
      'SMQ_USERS_DB_SSL_MODE is require',
      '`both "sslcert" and "sslkey" are required`',
      'Port 9002 is published twice, at every address and at 127.0.0.1',
    ],
  },
  {
    title: 'compose-merge with the key in the shell: the pair is whole',
    release: 'v0.19.1',
    files: ['compose-merge/docker-compose.yaml', 'compose-merge/docker-compose.prod.yaml'],
    shell: { SMQ_USERS_HTTP_SERVER_KEY: '/users.key' },
    never: ['half a pair users SMQ_USERS_HTTP_SERVER_CERT'],
  },
  {
    title: 'compose-env-file-order: env_file reaches the container, .env does not',
    release: 'v0.19.1',
    files: ['compose-env-file-order/docker-compose.yaml'],
    says: [
      'not mounted http-adapter SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
      'reaches no container SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
    ],
    words: ['No volume puts a file at /ca.crt'],
  },
  {
    title: 'env-page-names: what the page writes',
    release: 'v0.19.1',
    files: ['env-page-names/.env'],
    hops: ['users → localhost postgres: does not start', 'clients → localhost postgres: does not start'],
    says: [
      'never read every service SMQ_USERS_SERVER_CERT',
      'never read every service SMQ_USERS_SERVER_KEY',
      'never read every service SMQ_CLIENTS_SERVER_CERT',
      'never read every service SMQ_HTTP_ADAPTER_CA_CERTS',
      'never read every service SMQ_MQTT_ADAPTER_CA_CERTS',
      'never read every service SMQ_CLIENTS_STANDALONE_EMAIL',
      'never read every service SMQ_CLIENTS_STANDALONE_TOKEN',
      'bad value users SMQ_USERS_DB_SSL_MODE',
      'bad value clients SMQ_CLIENTS_DB_SSL_MODE',
    ],
    words: [
      'Set SMQ_USERS_HTTP_SERVER_CERT, SMQ_USERS_GRPC_SERVER_CERT in its place',
      'Set SMQ_CLIENTS_GRPC_SERVER_CA_CERTS,',
      'Write require:',
      'Write disable:',
      '`sslmode is invalid`',
    ],
  },
  {
    title: 'env-ca-direction: the list of the caller at the server',
    release: 'v0.19.1',
    files: ['env-ca-direction/.env'],
    hops: ['http-adapter → clients grpc: refused', `* → clients grpc: ${demanded}`],
    says: [
      'turns on client certificates clients SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
      'ignored http-adapter SMQ_CLIENTS_GRPC_CLIENT_CERT',
    ],
    words: ['You probably mean SMQ_CLIENTS_GRPC_CLIENT_CA_CERTS'],
  },
];
