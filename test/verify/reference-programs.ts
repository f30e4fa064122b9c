/** Says what the programs of the built-in reference read, as `releases/programs` says it of a release. */
import type { ListenerReads, ProgramReads, ReleasePrograms } from '../../src/release/programs.ts';
import { loadPrograms } from '../../src/release/load-programs.ts';

const listener = (protocol: ListenerReads['protocol'], port: number, pairAt?: string): ListenerReads => ({
  protocol,
  port,
  ...(pairAt !== undefined && { cert: `${pairAt}SERVER_CERT`, key: `${pairAt}SERVER_KEY` }),
  heedsHost: true,
  heedsPair: true,
  halfPairIsPlaintext: true,
  pem: false,
  heedsClientCa: false,
  others: {},
});

const database = (at: string): NonNullable<ProgramReads['database']> => ({
  ...{ host: `${at}HOST`, port: `${at}PORT`, user: `${at}USER`, password: `${at}PASS`, name: `${at}NAME` },
  ...{ mode: `${at}SSL_MODE`, cert: `${at}SSL_CERT`, key: `${at}SSL_KEY`, root: `${at}SSL_ROOT_CERT` },
});

const program = (name: string, of: Partial<ProgramReads>): [string, ProgramReads] => [
  name,
  {
    name,
    images: [`reference/${name}`],
    listeners: {},
    inner: [],
    peers: [],
    others: {},
    unused: {},
    source: 'fixtures/reference/main.ts:1',
    ...of,
  },
];

const real = loadPrograms('v0.19.1');

export const referencePrograms: ReleasePrograms = {
  ...real,
  release: 'reference',
  prefix: 'SMQ_',
  traits: {
    ...real.traits,
    hostDefaultsToLoopback: false,
    exitOfBadPair: 1,
    exitOfBadCa: 1,
    databaseModes: ['disabled', 'required', 'verify-ca', 'verify-full'],
    databaseNeedsPair: false,
  },
  programs: new Map([
    program('users', {
      listeners: {
        http: listener('http', 9002, 'SMQ_USERS_'),
        grpc: listener('grpc', 7002, 'SMQ_USERS_'),
      },
      database: database('SMQ_USERS_DB_'),
    }),
    program('clients', {
      listeners: {
        http: listener('http', 9006, 'SMQ_CLIENTS_'),
        grpc: listener('grpc', 7006, 'SMQ_CLIENTS_'),
      },
      peers: [{ service: 'auth', url: 'SMQ_AUTH_GRPC_URL', ca: 'SMQ_CLIENTS_CA_CERTS', atStart: true }],
      database: database('SMQ_CLIENTS_DB_'),
    }),
    program('mqtt-adapter', {
      listeners: { mqtt: listener('mqtt', 1883) },
      peers: [
        { service: 'clients', url: 'SMQ_CLIENTS_GRPC_URL', ca: 'SMQ_MQTT_ADAPTER_CA_CERTS', atStart: false },
      ],
    }),
  ]),
};
