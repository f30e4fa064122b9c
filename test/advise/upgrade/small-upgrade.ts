/** Makes what an upgrade says by hand, with something of everything that a format shows. */
import type { Advice, HopAdvice, Transport } from '../../../src/advise/schema.ts';
import { endingOf } from '../../../src/advise/upgrade/ending.ts';
import type { Told } from '../../../src/advise/upgrade/schema.ts';
import { planUpgrade } from '../../../src/advise/upgrade/upgrade.ts';
import { composed, way } from './files.ts';

const env = [
  'SMQ_USERS_HTTP_SERVER_CERT=/u.crt',
  'SMQ_RELEASE_TAG=latest',
  'SMQ_USERS_GRPC_PORT=7002',
  '',
].join('\n');

const files = composed(
  {
    users: {
      image: 'docker.io/supermq/users:latest',
      line: 3,
      entries: {
        SMQ_USERS_HTTP_SERVER_CERT: ['/u.crt', 6],
        SMQ_USERS_HTTP_SERVER_KEY: ['', 7],
        SMQ_AUTH_GRPC_URL: ['auth:7001', 8],
        SMQ_TOKEN_RESET_ENDPOINT: ['/reset', 9],
        SMQ_INVENTED: ['x', 10],
        SMQ_USERS_GRPC_PORT: ['7002', 11],
      },
    },
    ws: { image: 'supermq/ws', line: 20, entries: { SMQ_WS_ADAPTER_HTTP_PORT: ['8186', 23] } },
  },
  env,
);

const hop = (from: string, to: string, transport: Transport): HopAdvice => ({
  ...{ from, to, listener: 'grpc', transport, at: [] },
  because: `The connection is ${transport}.`,
});

const advice = (hops: HopAdvice[], weaker = 0): Advice => ({
  schemaVersion: 1,
  release: '',
  files: [],
  recognised: { settings: 1, services: [] },
  statements: Array.from({ length: weaker }, (_, index) => ({
    ...{ kind: 'ignored', severity: 'weaker', at: { file: 'a', line: 1, column: 1 } },
    ...{ related: [], says: '', fingerprint: String(index) },
  })),
  hops,
});

const upgradeOf = (from: string, to: string): Told => {
  const { upgrade } = planUpgrade(files, way(from, to), {
    before: advice([hop('users', 'auth', 'TLS'), hop('ws', 'auth', 'TLS')]),
    asTheyAre: advice([hop('users', 'auth', 'plaintext')], 2),
    rewritten: advice([hop('users', 'auth', 'TLS'), hop('users', 'domains', 'plaintext')]),
  });
  return {
    ...upgrade,
    tool: { name: 'magistrala-conformance', version: '0.1.0' },
    written: {
      files: [
        { from: '.env', to: 'new/.env', changed: true },
        { from: 'docker-compose.yaml', to: 'new/docker-compose.yaml', changed: false },
      ],
      left: [
        { at: { file: '.env', line: 2, column: 1 }, variable: 'SMQ_A', why: 'another line still uses it' },
      ],
    },
    failOn: 'weaker',
    ending: endingOf(upgrade, 'weaker'),
  };
};

/** Over a prefix, with a service that is gone. */
export const smallUpgrade = upgradeOf('v0.17.0', 'v0.20.0');
