/** Statements that were once untrue or of no help: what is said, and what to do about it. */
import { describe, expect, test } from 'vitest';
import { adviseOn, ofKind, somewhere, type Small } from './build.ts';

const users = (environment: Record<string, string>, rest: Partial<Small> = {}): Small => ({
  name: 'users',
  image: 'supermq/users',
  environment,
  ...rest,
});
const flat = (environment: Record<string, string>): Small => ({
  name: '.env',
  everyService: true,
  environment,
});

test.each(['require', 'prefer', 'verify-full'])('a good mode %s without a pair asks for the pair', (mode) => {
  const [said] = ofKind(adviseOn([users({ SMQ_USERS_DB_SSL_MODE: mode })]), 'half a pair');
  expect(said?.todo).toContain('Set SMQ_USERS_DB_SSL_CERT and SMQ_USERS_DB_SSL_KEY');
  expect(said?.todo).not.toContain('Write');
});

test('a file that no mode uses: its own line, and no line of a mode that is not there', () => {
  const [said] = ofKind(adviseOn([flat({ SMQ_USERS_DB_SSL_ROOT_CERT: '/ca.crt' })]), 'ignored');
  expect(said?.related).toEqual([]);
  expect(said?.says).toContain('SMQ_USERS_DB_SSL_ROOT_CERT changes nothing');
});

describe.each([
  ['a comment', '# path of the certificate', 'the value is a comment'],
  ['a path with a comment behind it', '/s.crt # the certificate', 'a comment is part of the value'],
  ['blanks', '  ', 'the value is nothing but blanks'],
  ['a path with a line break', '/s.crt\n', 'the value ends with a line break'],
])('%s in place of a path', (_, text, words) => {
  const pair = { SMQ_USERS_HTTP_SERVER_CERT: text, SMQ_USERS_HTTP_SERVER_KEY: '/s.key' };

  test.each([
    ['an .env file', flat(pair)],
    ['a container', users(pair, { files: { '/s.crt': somewhere, '/s.key': somewhere } })],
  ])('in %s is no certificate', (_place, small) => {
    const advice = adviseOn([small]);
    expect(ofKind(advice, 'bad value').map(({ says }) => says.toLowerCase())).toContainEqual(
      expect.stringContaining(words),
    );
    expect(ofKind(advice, 'in effect')).toEqual([]);
    expect(ofKind(advice, 'does not start').map(({ service }) => service)).toEqual(['users']);
  });
});

test.each([
  ['MG_CLIENTS_HTTP_SERVER_CERT', 'Set SMQ_CLIENTS_HTTP_SERVER_CERT in its place.'],
  ['SMQ_CHANNELS_GRPC_SERVER_CRET', 'You probably mean SMQ_CHANNELS_GRPC_SERVER_CERT: correct the name.'],
  ['SMQ_CHANNELS_GRPC_SERVR_CERT', 'You probably mean SMQ_CHANNELS_GRPC_SERVER_CERT: correct the name.'],
  ['SMQ_USERS_DB_SSL_MODEE', 'You probably mean SMQ_USERS_DB_SSL_MODE: correct the name.'],
])('%s beside settings of the release is never read: %s', (name, todo) => {
  const advice = adviseOn([flat({ SMQ_USERS_HTTP_PORT: '9002', [name]: '/s.crt' })]);
  expect(ofKind(advice, 'never read').map((one) => [one.variable, one.severity, one.todo])).toEqual([
    [name, 'weaker', todo],
  ]);
});

test('a path that no volume has names the volume that was meant', () => {
  const at = { file: 'docker-compose.yaml', line: 12, column: 9 };
  const volume = (target: string) => ({ target, source: { kind: 'host' as const, path: '/c' }, at });
  const related = (target: string) =>
    ofKind(
      adviseOn([
        users(
          { SMQ_USERS_GRPC_SERVER_CERT: '/users.crt', SMQ_USERS_GRPC_SERVER_KEY: '/users.key' },
          { files: { '/users.key': somewhere }, mounts: [volume(target)] },
        ),
      ]),
      'not mounted',
    ).flatMap((one) => one.related.filter(({ says }) => says.startsWith('the volume that may be meant')));
  expect(related('/users').map((one) => one.at)).toEqual([at]);
  expect(related('/certs/users.crt').map((one) => one.at)).toEqual([at]);
  expect(related('/clients.crt')).toEqual([]);
  expect(related('/users.key')).toEqual([]);
});

test('a volume without the file: the advice fits where no Docker makes a folder', () => {
  const files = {
    '/users.crt': { is: 'not there', at: { file: 'a.yaml', line: 1, column: 1 } },
    '/users.key': somewhere,
  } as const;
  const [said] = ofKind(
    adviseOn([
      users({ SMQ_USERS_GRPC_SERVER_CERT: '/users.crt', SMQ_USERS_GRPC_SERVER_KEY: '/users.key' }, { files }),
    ]),
    'source missing',
  );
  expect(said?.todo).toMatch(/^Put the file there before you start the containers; where Docker /);
});

test('nothing is in effect in a program that does not start', () => {
  const pair = { SMQ_USERS_HTTP_SERVER_CERT: '/s.crt', SMQ_USERS_HTTP_SERVER_KEY: '/s.key' };
  const files = { '/s.crt': somewhere, '/s.key': somewhere };
  const auth = { SMQ_AUTH_GRPC_URL: 'auth:7001' };
  const effects = (mode: string) =>
    ofKind(adviseOn([users({ ...pair, ...auth, SMQ_USERS_DB_SSL_MODE: mode }, { files })]), 'in effect').map(
      ({ variable }) => variable,
    );
  expect(effects('required')).toEqual([]);
  expect(effects('disable')).toEqual(['SMQ_USERS_HTTP_SERVER_CERT']);
});

test('the environment of one process is for the program that it sets up, an .env file for all that read it', () => {
  const environment = { SMQ_CLIENTS_HTTP_PORT: '9006', SMQ_AUTH_GRPC_URL: 'auth:7001' };
  const servicesOf = (more: Partial<Small>, further: Record<string, string> = {}) =>
    adviseOn([{ ...flat({ ...environment, ...further }), ...more }]).recognised.services;
  expect(servicesOf({ oneProcess: true })).toEqual(['clients']);
  expect(servicesOf({}).length).toBeGreaterThan(3);
  expect(servicesOf({ oneProcess: true }, { SMQ_USERS_HTTP_PORT: '9002' }).length).toBeGreaterThan(3);
});

test('a name of another product is said once, by the product', () => {
  const advice = adviseOn([flat({ MF_THINGS_CA_CERTS: '/ca.crt' })]);
  expect(ofKind(advice, 'never read')).toEqual([]);
  expect(ofKind(advice, 'unknown product')).toHaveLength(1);
});

test.each([
  [{}, 'SMQ_CLIENTS_GRPC_HOST is not set'],
  [{ SMQ_CLIENTS_GRPC_HOST: '127.0.0.1' }, 'SMQ_CLIENTS_GRPC_HOST names no other address'],
])('a server with %o that only its own container reaches is what has to change', (host, because) => {
  const advice = adviseOn([
    { name: 'clients', image: 'supermq/clients', environment: { SMQ_CLIENTS_GRPC_PORT: '7006', ...host } },
    { name: 'coap', image: 'supermq/coap', environment: { SMQ_CLIENTS_GRPC_URL: 'clients:7006' } },
  ]);
  const said = ofKind(advice, 'no such peer').find(
    ({ container, variable }) => container === 'coap' && variable === 'SMQ_CLIENTS_GRPC_URL',
  );
  expect(said?.says).toContain(because);
  expect(said?.todo).toBe(
    'Set SMQ_CLIENTS_GRPC_HOST to 0.0.0.0 in clients, so that it answers at every address.',
  );
});

describe.each([
  ['key', 'note', 'AUTH is not x509'],
  ['x509', 'weaker', 'a way around them'],
] as const)('nginx with nginx-%s.conf', (way, severity, words) => {
  const at = { file: 'docker-compose.yaml', line: 12, column: 9 };
  const nginx = (
    environment: Record<string, string>,
    published: readonly number[],
    address?: string,
  ): Small => ({
    name: 'nginx',
    image: 'docker.io/nginx:1.29',
    environment,
    mounts: [
      {
        target: '/etc/nginx/nginx.conf.template',
        source: { kind: 'host', path: `/n/nginx-${way}.conf` },
        at,
      },
    ],
    ports: published.map((port) => ({
      published: port,
      target: port,
      protocol: 'tcp',
      at,
      ...(address !== undefined && { address }),
    })),
  });
  const portsOf = (small: Small) =>
    ofKind(adviseOn([small]), 'published in plaintext').map((one) => [
      one.severity,
      /at port (\d+)/.exec(one.says)?.[1],
      one.says.includes(words),
    ]);

  test('is open at 80 and at the port of MQTT, not at those with TLS', () => {
    expect(portsOf(nginx({}, [80, 443, 1883, 8883]))).toEqual([
      [severity, '80', true],
      [severity, '1883', true],
    ]);
    expect(portsOf(nginx({ SMQ_NGINX_MQTT_PORT: '1884' }, [1883, 1884]))).toEqual([[severity, '1884', true]]);
  });

  test('is closed where this machine alone reaches it', () => {
    expect(portsOf(nginx({}, [80, 1883], '127.0.0.1'))).toEqual([]);
  });
});
