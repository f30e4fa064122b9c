/** Makes an advice by hand that has something of everything that a format shows. */
import { accept } from '../../src/advise/checked/accept.ts';
import type { Acceptance } from '../../src/advise/checked/baseline.ts';
import type { Checked, FailOn } from '../../src/advise/checked/checked.ts';
import { endingOf } from '../../src/advise/checked/ending.ts';
import { transports, type Advice, type HopAdvice, type Statement } from '../../src/advise/schema.ts';

const at = (line: number, file = 'docker/docker-compose.yaml', column = 7) => ({ file, line, column });

export const statement = (given: Partial<Statement> & Pick<Statement, 'kind' | 'severity'>): Statement => {
  const { kind, severity, variable, container, ...others } = given;
  return {
    kind,
    severity,
    ...(variable !== undefined && { variable }),
    ...(container !== undefined && { container }),
    at: at(12),
    related: [],
    says: `This is said of ${kind}.`,
    fingerprint: [kind, container, variable].filter(Boolean).join('-').replaceAll(' ', '-'),
    ...others,
  };
};

export const hop = (given: Partial<HopAdvice> & Pick<HopAdvice, 'from' | 'to' | 'transport'>): HopAdvice => ({
  listener: 'grpc',
  because: `The connection is ${given.transport}.`,
  at: [at(40)],
  ...given,
});

const undefinedVariables = ['SMQ_ALLOW_ORIGIN', 'SMQ_RELEASE_TAG', 'SMQ_EMAIL_PASS'].map((variable, index) =>
  statement({
    kind: 'undefined variable',
    severity: 'note',
    variable,
    at: at(200 + index),
    says: `No file sets ${variable}; Compose takes it as blank.`,
  }),
);

export const smallAdvice: Advice = {
  schemaVersion: 1,
  release: 'v0.19.1',
  files: [
    { path: 'docker/docker-compose.yaml', kind: 'compose' },
    { path: 'docker/.env', kind: 'env' },
  ],
  recognised: { settings: 31, services: ['auth', 'clients', 'users'] },
  statements: [
    statement({
      kind: 'in effect',
      severity: 'good',
      variable: 'SMQ_AUTH_GRPC_SERVER_CERT',
      container: 'supermq-auth',
      service: 'auth',
      says: 'The gRPC listener of auth speaks TLS with this certificate.',
      shownBy: 'server.pair-is-tls/auth.grpc/cert-key@release',
    }),
    ...undefinedVariables,
    statement({
      kind: 'not mounted',
      severity: 'availability',
      variable: 'SMQ_USERS_GRPC_SERVER_CERT',
      container: 'supermq-users',
      service: 'users',
      at: at(612),
      related: [{ at: at(248, 'docker/.env', 1), says: 'sets the value' }],
      says: 'Nothing is mounted at /users-grpc-server.crt, so that users takes the path for a certificate, finds none in it, and ends with exit code 0; `restart: on-failure` does not start it again.',
      todo: 'mount the certificate at /users-grpc-server.crt, or leave the setting empty',
      rule: 'server.bad-pair-never-plaintext',
      promises: 'A pair that cannot be used never leads to plaintext',
      shownBy: 'server.bad-pair-never-plaintext/users.grpc/cert-missing@release',
    }),
    ...['SMQ_GROUPS_GRPC_CLIENT_CERT', 'SMQ_CHANNELS_GRPC_CLIENT_CERT'].map((variable, index) =>
      statement({
        kind: 'ignored',
        severity: 'weaker',
        variable,
        container: 'supermq-domains',
        at: at(300 + index),
        says: 'Without a list of authorities the client certificate has no effect: the connection is in plaintext.',
        todo: 'set SMQ_GROUPS_GRPC_SERVER_CA_CERTS and SMQ_CHANNELS_GRPC_SERVER_CA_CERTS as well',
      }),
    ),
    statement({
      kind: 'published in plaintext',
      severity: 'weaker',
      container: 'supermq-auth',
      at: at(90),
      says: 'Port 7001 is published on every address of the machine without TLS.',
      todo: 'publish it as 127.0.0.1:7001:7001',
    }),
    statement({
      kind: 'never read',
      severity: 'note',
      variable: 'SMQ_CLIENTS_STANDALONE_ID',
      container: 'supermq-clients',
      says: 'No program of v0.19.1 reads this variable.',
    }),
    statement({
      kind: 'not read',
      severity: 'note',
      at: at(5, 'docker/docker-compose.yaml', 3),
      says: 'addons/certs/docker-compose.yaml is included and was not found.',
    }),
    statement({
      kind: 'never read',
      severity: 'note',
      variable: 'SMQ_COAP_ADAPTER_CACHE_URL',
      security: false,
      says: 'No program of v0.19.1 reads this variable.',
    }),
  ],
  hops: [
    ...['supermq-users', 'supermq-clients', 'supermq-domains'].map((from) =>
      hop({
        ...{ from, to: 'auth', port: 7001, transport: 'TLS, client certificate demanded' },
        because: 'Both ends have a certificate and the list of authorities that signed the other.',
        promises: 'A list of authorities at a server makes it demand client certificates',
      }),
    ),
    hop({ from: 'supermq-http', to: 'clients', port: 7006, transport: 'plaintext' }),
    hop({ from: 'supermq-notifications', to: 'users', port: 7002, transport: 'does not start' }),
    hop({ from: 'supermq-users', to: 'users-db', port: 5432, listener: 'postgres', transport: 'plaintext' }),
    hop({ from: '*', to: 'nginx', port: 8883, listener: 'mqtt', transport: 'TLS' }),
    hop({ from: 'supermq-mqtt', to: 'domains', port: 7003, transport: 'refused' }),
    hop({ from: 'supermq-coap', to: 'outside.example.org', listener: 'nats', transport: 'not known' }),
  ],
};

/** As many hops as a whole platform has, of every transport, and long names. */
export const largeAdvice = (): Advice => ({
  ...smallAdvice,
  hops: Array.from({ length: 12 }, (_, caller) =>
    transports.map((transport, listener) =>
      hop({
        from: `supermq-a-service-with-a-rather-long-name-${caller}`,
        to: `service-${(caller + listener) % 14}.namespace.svc.cluster.example.org`,
        port: 7000 + listener,
        transport,
      }),
    ),
  ).flat(),
});

/** With the options of the command. */
export const checkedOf = (
  advice: Advice = smallAdvice,
  {
    accepted = [],
    failOn = 'weaker',
    strict = false,
    verification = null,
  }: {
    accepted?: readonly Acceptance[];
    failOn?: FailOn;
    strict?: boolean;
    verification?: Checked['verification'];
  } = {},
): Checked => {
  const shown = advice.statements.filter(({ security }) => security !== false);
  const { statements, entries } = accept(shown, accepted, '2026-11-28');
  return {
    ...advice,
    tool: { name: 'magistrala-conformance', version: '9.9.9' },
    ...{ statements, failOn, strict, verification, leftOut: advice.statements.length - shown.length },
    baseline: accepted.length === 0 ? null : { file: 'docker/baseline.yaml', entries },
    ending: endingOf({
      ...{ statements, entries, failOn, strict, verification },
      recognised: advice.recognised.settings,
    }),
  };
};

/** One entry that accepts, one that is stale, and one that has expired. */
export const baseline: Acceptance[] = [
  {
    kind: 'published in plaintext',
    container: 'supermq-*',
    reason: 'The firewall lets only our own network reach these ports',
    expires: '2027-03-31',
    line: 2,
  },
  { fingerprint: 'gone', reason: 'nginx ends TLS', expires: '2027-03-31', line: 6 },
  { kind: 'ignored', reason: 'until the next release', expires: '2026-10-01', line: 9 },
];

/** Services that were started: two predictions hold, and a third one has this outcome. */
export const seenOfServices = (third: 'differs' | 'not observed'): Checked['verification'] => ({
  target: 'binaries',
  comparisons: [
    { container: 'users', what: 'start', predicted: 'starts', observed: 'starts', outcome: 'agrees' },
    { container: 'users', what: 'grpc', predicted: 'TLS', observed: 'TLS', outcome: 'agrees' },
    {
      ...{ container: 'http-adapter', what: '→ auth', predicted: 'TLS', outcome: third },
      ...(third === 'differs'
        ? { observed: 'plaintext' }
        : { because: 'the service did not open it in this start' }),
    },
  ],
  notStarted: [{ container: 'groups', because: 'the suite does not start groups of v0.19.1' }],
});
