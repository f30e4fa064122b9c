/** What a deployment file may say, and that each mistake in one is named by line and key, without a secret. */
import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readDeployment } from '../../src/live/file/read.ts';
import type { Deployment } from '../../src/live/file/deployment.ts';
import { deploymentJsonSchema } from '../../src/live/file/schema.ts';
import { UsageError } from '../../src/model/errors.ts';
import { ca, pairOf } from '../fixtures/peers/known-good.ts';
import { folderOf } from './material.ts';

const pair = await pairOf('right');
const other = await pairOf('right');

const read = (text: string): Deployment => {
  const folder = folderOf({
    'deployment.yaml': text,
    'ca.crt': ca,
    'client.crt': pair.cert,
    'client.key': pair.key,
    'other.key': other.key,
    'no.pem': 'hello\n',
    'secret.txt': 'from-a-file\n',
  });
  onTestFinished(() => folder[Symbol.dispose]());
  return readDeployment(folder.at('deployment.yaml'));
};

const mistake = (text: string): string => {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [error.expected.replace(/^\S*deployment\.yaml:/, ''), error.found, error.todo].join(' | ');
  }
  throw new Error('no mistake was found');
};

test('has its JSON Schema published beside the zod schema', () => {
  const published = new URL('../../src/live/file/deployment.schema.json', import.meta.url);
  expect(readFileSync(published, 'utf8')).toBe(deploymentJsonSchema());
});

test('an endpoint has its protocol and its claim from the scheme, and its port too where there is a usual one', () => {
  const { endpoints } = read(`
endpoints:
  users.http: { at: 'https://users.example.com' }
  users.grpc: { at: ['grpc://10.0.0.1:7002', 'grpc://[fd00::1]:7002'] }
  mqtt-adapter.ws: { at: 'mqtt+wss://a.example.com/mqtt', claim: tls-with-client-certificate }
  nginx: { at: 'http://a.example.com', claim: not-reachable }
`);
  expect(
    endpoints.map(({ service, listener, protocol, claim, addresses }) => [
      `${service}.${listener}`,
      protocol,
      claim,
      addresses.map(({ host, port, path }) => `${host} ${port} ${path ?? ''}`.trim()),
    ]),
  ).toEqual([
    ['users.http', 'http', 'tls', ['users.example.com 443']],
    ['users.grpc', 'grpc', 'plaintext', ['10.0.0.1 7002', 'fd00::1 7002']],
    ['mqtt-adapter.ws', 'mqtt-ws', 'tls-with-client-certificate', ['a.example.com 443 /mqtt']],
    ['nginx.http', 'http', 'not-reachable', ['a.example.com 80']],
  ]);
});

test('files are read from the folder of the deployment file, secrets from where it says', () => {
  process.env['LIVE_TEST_SECRET'] = 'from-the-environment';
  onTestFinished(() => void delete process.env['LIVE_TEST_SECRET']);
  const said = read(`
release: v0.19.1
ca: ca.crt
endpoints:
  http-adapter.http: { at: 'https://a.example.com', client: { certificate: client.crt, key: client.key } }
databases:
  users: { at: 'postgres://db.example.com/users', user: monitor, password: 'file:secret.txt', claim: tls }
device: { id: d, secret: 'env:LIVE_TEST_SECRET', domain: x, channel: y, publish: true, over: [http-adapter.http] }
`);
  expect(said.endpoints[0]).toMatchObject({ ca, client: { cert: pair.cert, key: pair.key } });
  expect(said.databases[0]).toMatchObject({
    port: 5432,
    database: 'users',
    password: 'from-a-file',
    role: 'monitor',
  });
  expect(said.device?.secret).toBe('from-the-environment');
  expect(said.secrets.map((one) => one.trim())).toEqual(
    expect.arrayContaining([pair.key.trim(), 'from-a-file', 'from-the-environment']),
  );
});

describe('a mistake is named by its line and key', () => {
  const of = (line: string, more = ''): string => `endpoints:\n  a.http: ${line}\n${more}`;
  test.each([
    [
      'a wrong key',
      of(`{ at: 'http://a', cliam: tls }`),
      '2: endpoints.a.http: a key that is known | the unknown key cliam',
    ],
    [
      'a wrong claim',
      of(`{ at: 'http://a', claim: tsl }`),
      '2: endpoints.a.http.claim: one of tls, tls-with-client-certificate, plaintext, not-reachable | "tsl"',
    ],
    [
      'a claim that contradicts its scheme',
      of(`{ at: 'https://a', claim: plaintext }`),
      '2: endpoints.a.http.claim: a claim that fits the scheme https: tls or tls-with-client-certificate, or not-reachable | "plaintext"',
    ],
    [
      'two schemes',
      of(`{ at: ['https://a', 'http://b'] }`),
      '2: endpoints.a.http.at: addresses of one scheme | https and http',
    ],
    ['a scheme that is not known', of(`{ at: 'gopher://a' }`), '2: endpoints.a.http.at: one of the schemes'],
    ['DTLS', of(`{ at: 'coaps://a' }`), 'leave it out: DTLS is not looked at'],
    ['no port', of(`{ at: 'grpc://a' }`), 'a port, which grpc has no usual one for'],
    ['an account in an address', of(`{ at: 'http://me:hunter22@a' }`), 'an address without an account'],
    ['a query in an address', of(`{ at: 'http://a/x?token=hunter22' }`), 'an address without a query'],
    ['no address', of('{}'), '2: endpoints.a.http.at: scheme://host:port'],
    ['no endpoints', 'endpoints: {}\n', '1: at least one of endpoints, databases and hops'],
    [
      'a CA file that is no PEM',
      of(`{ at: 'https://a', ca: no.pem }`),
      '2: endpoints.a.http.ca: a PEM file with a certificate at no.pem | no PEM',
    ],
    ['a CA file that is a key', of(`{ at: 'https://a', ca: client.key }`), 'PEM with PRIVATE KEY alone'],
    ['no CA file', of(`{ at: 'https://a', ca: none.crt }`), 'no such file (ENOENT)'],
    [
      'a key of another certificate',
      of(`{ at: 'https://a', client: { certificate: client.crt, key: other.key } }`),
      '2: endpoints.a.http.client.key: the key of the certificate beside it | the key of another one',
    ],
    [
      'a release that is not known',
      `release: v9\n${of(`{ at: 'http://a' }`)}`,
      '1: release: a release that the suite knows',
    ],
    [
      'a variable that is not set',
      of(
        `{ at: 'http://a' }`,
        `databases:\n  u: { at: 'postgres://h/d', user: x, password: 'env:NOT_SET_HERE', claim: tls }`,
      ),
      '4: databases.u.password: the variable NOT_SET_HERE of the environment | none of that name',
    ],
    [
      'a secret that is too short to be kept out of the reports',
      of(
        `{ at: 'http://a' }`,
        `databases:\n  u: { at: 'postgres://h/d', user: x, password: 'q7Z', claim: tls }`,
      ),
      '4: databases.u.password: a secret of at least 4 characters | a shorter one',
    ],
    [
      'a device without a release',
      of(
        `{ at: 'http://a' }`,
        `device: { id: d, secret: hunter22, domain: x, channel: y, publish: true, over: [a.http] }`,
      ),
      '3: device: release beside a device',
    ],
    [
      'a device that may not publish',
      of(
        `{ at: 'http://a' }`,
        `device: { id: d, secret: hunter22, domain: x, channel: y, publish: false, over: [a.http] }`,
      ),
      '3: device.publish: true: one message over each endpoint',
    ],
    [
      'a device over an endpoint that is not verified',
      `release: v0.19.1\n${of(`{ at: 'https://a' }`, `device: { id: d, secret: hunter22, domain: x, channel: y, publish: true, over: [a.http] }`)}`,
      'one of TLS without a CA',
    ],
    [
      'a device over no endpoint',
      `release: v0.19.1\n${of(`{ at: 'http://a' }`, `device: { id: d, secret: hunter22, domain: x, channel: y, publish: true, over: [b.http] }`)}`,
      'a name that is no endpoint',
    ],
    ['no YAML', 'endpoints: {\n  secret: hunter22', 'a YAML document'],
    ['a list', '- hunter22\n', '1: a mapping | a list'],
  ])('%s', (_, text, said) => {
    const found = mistake(text);
    expect(found).toContain(said);
    expect(found).not.toContain('hunter22');
  });
});
