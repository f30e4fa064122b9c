/** Each kind of statement: files that show it, and the same files mended, of which it is not said. */
import { describe, expect, test } from 'vitest';
import { kinds, type Kind, type Severity } from '../../src/advise/schema.ts';
import type { Configuration, Remark } from '../../src/configuration/model.ts';
import { adviseOn, line, ofKind, somewhere, type Files, type Small } from './build.ts';

type More = { variables?: Configuration['variables']; remarks?: Remark[] };
type Case = readonly [smalls: readonly Small[], release?: string, more?: More];

interface Row {
  severity: Severity;
  shows: Case;
  lacks: Case;
}

const files: Files = {
  '/s.crt': somewhere,
  '/s.key': somewhere,
  '/ca.crt': somewhere,
  '/c.crt': somewhere,
  '/c.key': somewhere,
};
const clients = (environment: Record<string, string> = {}, rest: Partial<Small> = {}): Small => ({
  name: 'clients',
  image: 'supermq/clients',
  environment: { SMQ_CLIENTS_GRPC_HOST: 'clients', SMQ_CLIENTS_GRPC_PORT: '7006', ...environment },
  files,
  ...rest,
});
const coap = (environment: Record<string, string> = {}): Small => ({
  name: 'coap-adapter',
  image: 'supermq/coap',
  environment: { SMQ_CLIENTS_GRPC_URL: 'clients:7006', ...environment },
  files,
});
const pair = { SMQ_CLIENTS_GRPC_SERVER_CERT: '/s.crt', SMQ_CLIENTS_GRPC_SERVER_KEY: '/s.key' };
const callerPair = { SMQ_CLIENTS_GRPC_CLIENT_CERT: '/c.crt', SMQ_CLIENTS_GRPC_CLIENT_KEY: '/c.key' };
const ca = { SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: '/ca.crt' };
const demands = { ...pair, SMQ_CLIENTS_GRPC_CLIENT_CA_CERTS: '/ca.crt' };
const missing: Files = {
  ...files,
  '/s.key': { is: 'source missing', at: line(9), host: '/srv/s.key', folder: true },
};
const set = (text: string) => ({ text, at: line(5, '.env'), from: [], missing: [] });
const variable = (reaches: string[]) => ({
  variables: [{ name: 'SMQ_CLIENTS_HTTP_SERVER_CERT', value: set('/s.crt'), reaches }],
});
const remark = (kind: Remark['kind'], name = 'SMQ_CLIENTS_GRPC_PORT'): More => ({
  remarks: [{ kind, at: line(3), related: [], name, says: 'Odd.' }],
});
const published = (address?: string): Partial<Small> => ({
  ports: [
    {
      published: 7006,
      target: 7006,
      protocol: 'tcp',
      at: line(8),
      ...(address !== undefined && { address }),
    },
  ],
});
const ofRemark = (kind: Remark['kind'], severity: Severity): Row => ({
  severity,
  shows: [[clients()], 'v0.19.1', remark(kind)],
  lacks: [[clients()]],
});

/** Certificates that can be read are in `certificates.test.ts`. */
const rows: Partial<Record<Kind, Row>> = {
  'in effect': { severity: 'good', shows: [[clients(pair)]], lacks: [[clients()]] },
  'never read': {
    severity: 'weaker',
    shows: [[clients({ SMQ_CLIENTS_SERVER_CERT: '/s.crt' })]],
    lacks: [[clients({ SMQ_CLIENTS_HTTP_SERVER_CERT: '/s.crt', SMQ_CLIENTS_HTTP_SERVER_KEY: '/s.key' })]],
  },
  'reaches no container': {
    severity: 'weaker',
    shows: [[clients()], 'v0.17.0', variable([])],
    lacks: [[clients()], 'v0.17.0', variable(['clients'])],
  },
  'half a pair': {
    severity: 'availability',
    shows: [[clients({ SMQ_CLIENTS_GRPC_SERVER_KEY: '/s.key' })]],
    lacks: [[clients(pair)]],
  },
  'bad value': {
    severity: 'availability',
    shows: [[clients(), coap({ SMQ_CLIENTS_GRPC_URL: 'clients:"7006"' })]],
    lacks: [[clients(), coap()]],
  },
  ignored: {
    severity: 'weaker',
    shows: [[clients(), coap(callerPair)]],
    lacks: [[clients(pair), coap({ ...ca, ...callerPair })]],
  },
  'turns on client certificates': {
    severity: 'availability',
    shows: [[clients({ ...pair, ...ca })]],
    lacks: [[clients(pair)]],
  },
  'asks for a client certificate that no caller has': {
    severity: 'availability',
    shows: [[clients(demands), coap(ca)]],
    lacks: [[clients(demands), coap({ ...ca, ...callerPair })]],
  },
  'peer in plaintext': {
    severity: 'availability',
    shows: [[clients(), coap(ca)]],
    lacks: [[clients(pair), coap(ca)]],
  },
  'peer demands TLS': {
    severity: 'availability',
    shows: [[clients(pair), coap()]],
    lacks: [[clients(pair), coap(ca)]],
  },
  'not mounted': {
    severity: 'availability',
    shows: [[clients(pair, { files: {} })]],
    lacks: [[clients(pair)]],
  },
  'source missing': {
    severity: 'availability',
    shows: [[clients(pair, { files: missing })]],
    lacks: [[clients(pair)]],
  },
  'not PEM': {
    severity: 'availability',
    shows: [[clients(pair, { files: { ...files, '/s.crt': 'hello' } })]],
    lacks: [[clients(pair)]],
  },
  duplicate: ofRemark('duplicate', 'note'),
  unresolved: {
    severity: 'note',
    shows: [[coap({ SMQ_CLIENTS_GRPC_URL: 'envoy:7006' })]],
    lacks: [[clients(), coap()]],
  },
  'undefined variable': ofRemark('undefined variable', 'note'),
  'the comment is the value': ofRemark('the comment is the value', 'weaker'),
  'ends with a line break': ofRemark('ends with a line break', 'availability'),
  'no such service': {
    severity: 'availability',
    shows: [[clients(), { name: 'ws-adapter', image: 'docker.io/supermq/ws:v0.18.3' }]],
    lacks: [[clients(), { name: 'ws-adapter', image: 'docker.io/supermq/ws:v0.17.0' }], 'v0.17.0'],
  },
  'unknown product': {
    severity: 'availability',
    shows: [[{ name: 'web', image: 'nginx', environment: { PORT: '80' } }]],
    lacks: [[clients()]],
  },
  'published in plaintext': {
    severity: 'note',
    shows: [[clients({}, published())]],
    lacks: [[clients({}, published('127.0.0.1'))]],
  },
  'does not start': {
    severity: 'availability',
    shows: [[clients({ SMQ_CLIENTS_DB_SSL_MODE: 'required' })]],
    lacks: [[clients({ SMQ_CLIENTS_DB_SSL_MODE: 'disable' })]],
  },
  'no such peer': {
    severity: 'availability',
    shows: [[clients(), coap({ SMQ_CLIENTS_GRPC_URL: 'clients:7002', SMQ_CHANNELS_GRPC_URL: 'x:1' })]],
    lacks: [
      [coap({ SMQ_CHANNELS_GRPC_URL: 'x:1', SMQ_DOMAINS_GRPC_URL: 'x:2', SMQ_CLIENTS_GRPC_URL: 'x:3' })],
    ],
  },
  'not understood': ofRemark('not understood', 'note'),
  'secret in clear': ofRemark('secret in clear', 'note'),
  'not read': ofRemark('not read', 'note'),
};
const withRealCertificates: readonly Kind[] = [
  'name mismatch',
  'expired',
  'key does not match',
  'readable by all',
];

test('every kind is shown here, or with certificates that can be read', () => {
  expect([...Object.keys(rows), ...withRealCertificates].toSorted()).toEqual([...kinds].toSorted());
});

describe.each(Object.entries(rows) as [Kind, Row][])('%s', (kind, { severity, shows, lacks }) => {
  test('is said', () => {
    const said = ofKind(adviseOn(...shows), kind);
    expect(said.map((one) => one.severity)).toContain(severity);
    for (const { says, at } of said) {
      expect(says).toMatch(/^[\S].*[.]$/s);
      expect(at.line).toBeGreaterThan(0);
    }
  });

  test('is not said of what is right', () => {
    expect(ofKind(adviseOn(...lacks), kind)).toEqual([]);
  });
});

test('a setting of a service that is gone says what became of it', () => {
  const [said] = ofKind(adviseOn([clients({ SMQ_WS_ADAPTER_HTTP_PORT: '8186' })]), 'no such service');
  expect(said).toMatchObject({ variable: 'SMQ_WS_ADAPTER_HTTP_PORT', container: 'clients' });
});

test('a web server that is given the whole .env reads none of it', () => {
  const nginx: Small = {
    name: 'nginx',
    image: 'nginx:1.25-alpine',
    environment: { SMQ_CLIENTS_HTTP_SERVER_CERT: './ssl/s.crt' },
  };
  const advice = adviseOn([clients(), nginx], 'v0.17.0', variable(['nginx']));
  expect(ofKind(advice, 'reaches no container')).toHaveLength(1);
  expect(ofKind(advice, 'not mounted')).toEqual([]);
});

test('what concerns no security says so', () => {
  const [said] = ofKind(adviseOn([coap({ SMQ_COAP_ADAPTER_CACHE_MAX_COST: '9' })]), 'never read');
  expect(said).toMatchObject({
    security: false,
    severity: 'note',
    todo: 'Set SMQ_COAP_CACHE_MAX_COST in its place.',
  });
});

test('a program that calls a service at start falls with it, one that does not stays', () => {
  const auth: Small = {
    name: 'auth',
    image: 'supermq/auth',
    environment: {
      SMQ_AUTH_GRPC_HOST: 'auth',
      SMQ_AUTH_GRPC_PORT: '7001',
      SMQ_AUTH_GRPC_SERVER_CERT: '/s.crt',
    },
    files,
  };
  // Clients asks Auth before it opens its own pair, so the half of one does not come to anything.
  const half = { SMQ_CLIENTS_GRPC_SERVER_CERT: '/s.crt' };
  const advice = adviseOn([auth, clients({ SMQ_AUTH_GRPC_URL: 'auth:7001', ...half }), coap()]);
  const said = ofKind(advice, 'does not start').map(({ container, says }) => `${container ?? ''}: ${says}`);
  expect(said).toEqual([
    expect.stringContaining('auth: auth ends at once with exit code 0'),
    expect.stringContaining('clients: clients ends at once with exit code 1'),
  ]);
});

test('a server that listens at localhost answers its own container alone', () => {
  const { hops } = adviseOn([clients({ SMQ_CLIENTS_GRPC_HOST: '' }), coap()]);
  const hop = hops.find(({ from, to }) => from === 'coap-adapter' && to === 'clients');
  expect(hop).toMatchObject({ transport: 'refused' });
  expect(hop?.because).toContain('SMQ_CLIENTS_GRPC_HOST is not set');
});

test('a statement keeps its fingerprint when lines move', () => {
  const prints = (smalls: readonly Small[]): string[] =>
    ofKind(adviseOn(smalls), 'peer demands TLS').map(({ fingerprint }) => fingerprint);
  const other: Small = { name: 'web', image: 'nginx' };
  expect(prints([other, clients(pair), coap()])).toEqual(prints([clients(pair), coap()]));
  expect(prints([clients(pair), coap()])).toHaveLength(1);
});
