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
