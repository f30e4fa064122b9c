/** Reads files of real deployments, in reduced form, and holds what they come to against what Compose makes of them. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  container,
  environment,
  mounts,
  ports,
  reaches,
  readIn,
  remarks,
  traced,
  tracedIn,
  type Options,
} from './project.ts';

const input = (name: string, options: Options = { files: ['docker-compose.yaml'] }) =>
  readIn(fileURLToPath(new URL(`../../inputs/${name}`, import.meta.url)), options);

const mtls = { GRPC_MTLS: 'true' };
const tls = { GRPC_TLS: 'true' };

test('up-v0.17.0: what each service gets, and where it is written', () => {
  const all = input('up-v0.17.0');
  expect(all.containers.map(({ name }) => name)).toEqual(['auth', 'clients', 'users', 'http-adapter']);
  expect(ports(all, 'auth')).toEqual(['9001:9001/tcp', '7001:7001/tcp']);
  expect(tracedIn(all, 'SMQ_AUTH_GRPC_SERVER_CERT', 'auth')).toBe(
    ' at docker-compose.yaml:12:7 from .env:10:1, .env:3:1',
  );
  expect(traced(container(all, 'auth').image!, all.folder)).toBe(
    'supermq/auth:latest at docker-compose.yaml:4:5 from .env:54:1',
  );
  // Certificate and key are mounted at one path while both variables are empty: the later one counts.
  expect(mounts(all, 'auth')[0]).toBe('/auth-grpc-server < ./ssl/certs/dummy/server_key');
  expect(container(all, 'auth').mounts[0]?.at).toMatchObject({ line: 25, column: 9 });
  expect(remarks(all)).toEqual(['duplicate SMQ_USERS_SECRET_KEY at .env:31:1, .env:22:1']);
});

test('up-v0.17.0: GRPC_MTLS mounts the pair and names it', () => {
  const all = input('up-v0.17.0', { files: ['docker-compose.yaml'], shell: mtls });
  expect(tracedIn(all, 'SMQ_AUTH_GRPC_SERVER_CERT', 'auth')).toBe(
    '/auth-grpc-server.crt at docker-compose.yaml:12:7 from .env:10:1, .env:10:40, docker-compose.yaml:12:63',
  );
  expect(mounts(all, 'auth')[0]).toBe('/auth-grpc-server.crt < ./ssl/certs/auth-grpc-server.crt');
});

test('up-v0.17.0: GRPC_TLS gives the servers a CA and no caller a pair; both double the path', () => {
  const one = input('up-v0.17.0', { files: ['docker-compose.yaml'], shell: tls });
  expect(environment(one, 'auth')['SMQ_AUTH_GRPC_SERVER_CA_CERTS']).toBe('/auth-grpc-server-ca.crt');
  expect(environment(one, 'users')['SMQ_AUTH_GRPC_CLIENT_CERT']).toBe('');
  const both = input('up-v0.17.0', { files: ['docker-compose.yaml'], shell: { ...mtls, ...tls } });
  expect(mounts(both, 'auth')[2]).toBe('/auth-grpc-server-ca.crt < ./ssl/certs/ca.crt./ssl/certs/ca.crt');
});

test('up-v0.17.0: variables of .env that reach no container', () => {
  const all = input('up-v0.17.0');
  const lost = all.variables.filter((one) => one.reaches.length === 0).map(({ name }) => name);
  expect(lost).toContain('SMQ_USERS_HTTP_HOST');
  expect(lost).not.toContain('GRPC_MTLS');
  expect(reaches(all)['GRPC_MTLS']).toBe('auth clients users http-adapter');
  expect(reaches(all)['SMQ_RELEASE_TAG']).toBe('auth clients users http-adapter');
});

test('up-v0.19.1-users: the pair is named and mounted nowhere', () => {
  const all = input('up-v0.19.1-users', { files: ['docker-compose.yaml'], shell: mtls });
  expect(environment(all, 'users')['SMQ_USERS_GRPC_SERVER_CERT']).toBe('/users-grpc-server.crt');
  expect(mounts(all, 'users')).toEqual([]);
  const pair = all.variables.find(({ name }) => name === 'SMQ_USERS_GRPC_SERVER_CERT');
  expect(traced(pair!.value, all.folder)).toBe(
    './ssl/certs/domains-grpc-server.crt at .env:8:1 from .env:8:41',
  );
});

test('up-v0.19.1-coap-dtls: a port over udp, and the CA that nothing makes', () => {
  const all = input('up-v0.19.1-coap-dtls', {
    files: ['docker-compose.yaml'],
    shell: { SMQ_COAP_DTLS: 'true' },
  });
  expect(ports(all, 'coap-adapter')).toEqual(['5683:5683/udp', '5683:5683/tcp']);
  expect(mounts(all, 'coap-adapter')[2]).toMatch(/^\/coap-server-ca\.crt < .*coap-server-ca\.crt$/);
});

const addon: Options = {
  files: ['docker-compose.yaml', 'certs-docker-compose-override.yaml'],
  envFiles: ['main.env', 'addon.env'],
};

test('up-v0.19.1-certs-addon: the later .env file and the override count', () => {
  const all = input('up-v0.19.1-certs-addon', addon);
  expect(ports(all, 'certs')).toEqual(['9010:9010/tcp', '7012:7012/tcp']);
  expect(container(all, 'certs').networks).toEqual(['supermq-base-net']);
  expect(tracedIn(all, 'AM_CERTS_HTTP_PORT', 'certs')).toBe(
    '9010 at certs-docker-compose-override.yaml:6:7 from addon.env:6:1',
  );
  expect(remarks(all)).toEqual(['undefined variable AM_CERTS_RELEASE_TAG at docker-compose.yaml:4:34']);
});

test('up-v0.19.1-certs-addon: host paths of the override, and no mount', () => {
  const all = input('up-v0.19.1-certs-addon', { ...addon, shell: mtls });
  expect(environment(all, 'certs')['AM_DOMAINS_GRPC_CLIENT_CERT']).toBe(
    './ssl/certs/domains-grpc-client.crt',
  );
  expect(mounts(all, 'certs')).toEqual([]);
});

test('compose-cube: an include with its .env, which is that of the project', () => {
  const all = input('compose-cube', { files: ['compose.yaml'], shell: mtls });
  expect(all.containers.map(({ name }) => name)).toEqual(['auth', 'users']);
  expect(environment(all, 'users')['SMQ_DOMAINS_GRPC_CLIENT_CERT']).toBe('/domains-grpc-client.crt');
  expect(environment(all, 'users')['SMQ_DOMAINS_GRPC_SERVER_CA_CERTS']).toBe('');
  expect(environment(all, 'users')['SMQ_USERS_GRPC_SERVER_CERT']).toBe('');
  expect(all.files.map(({ path, kind }) => `${kind} ${path.replace(`${all.folder}/`, '')}`)).toEqual([
    'env .env',
    'compose compose.yaml',
    'compose supermq-compose.yaml',
  ]);
  expect(reaches(all)['MG_AUTH_GRPC_URL']).toBe('');
  expect(remarks(all)).toEqual([]);
});

test('compose-merge: anchors, a map under a list, ports appended, a bare name', () => {
  const files = ['docker-compose.yaml', 'docker-compose.prod.yaml'];
  const all = input('compose-merge', { files });
  expect(environment(all, 'users')).toEqual({
    SMQ_USERS_GRPC_PORT: '7002',
    SMQ_USERS_DB_SSL_MODE: 'require',
    SMQ_USERS_DB_SSL_ROOT_CERT: '/db-ca.crt',
    SMQ_USERS_HTTP_SERVER_CERT: '/users.crt',
  });
  expect(tracedIn(all, 'SMQ_USERS_HTTP_SERVER_CERT', 'users')).toBe(
    '/users.crt at docker-compose.yaml:11:23 from docker-compose.yaml:5:3',
  );
  expect(tracedIn(all, 'SMQ_USERS_DB_SSL_MODE', 'users')).toBe('require at docker-compose.prod.yaml:4:9');
  expect(ports(all, 'users')).toEqual(['9002:9002/tcp', '7002:7002/tcp', '127.0.0.1:9002:9002/tcp']);
  expect(mounts(all, 'users')).toEqual([
    '/users.crt < ./prod/users.crt',
    '/users.key < ./ssl/certs/users.key',
    '/db-ca.crt < ./ssl/certs/db-ca.crt',
  ]);
  expect(remarks(all)).toEqual([
    'unresolved SMQ_USERS_HTTP_SERVER_KEY at docker-compose.prod.yaml:5:9',
    'profile not active debug at docker-compose.prod.yaml:10:3',
  ]);
  const set = input('compose-merge', { files, shell: { SMQ_USERS_HTTP_SERVER_KEY: '/shell.key' } });
  expect(tracedIn(set, 'SMQ_USERS_HTTP_SERVER_KEY', 'users')).toBe(
    '/shell.key at docker-compose.prod.yaml:5:9',
  );
  const debug = input('compose-merge', { files, profiles: ['debug'] });
  expect(environment(debug, 'debug')).toEqual({ SMQ_USERS_DB_SSL_MODE: 'require' });
});

test('compose-env-file-order: env_file reaches the container, .env does not', () => {
  const all = input('compose-env-file-order');
  expect(environment(all, 'http-adapter')).toEqual({
    SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: '/ca.crt',
    SMQ_CLIENTS_GRPC_URL: 'clients:7006',
    SMQ_HTTP_ADAPTER_PORT: '8008',
  });
  expect(tracedIn(all, 'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS', 'http-adapter')).toBe('/ca.crt at base.env:1:1');
  const lines = all.variables.map(
    ({ name, value, reaches: reached }) => `${value.text} ${name} ${reached.join(' ')}`,
  );
  expect(lines).toEqual([
    '8008 SMQ_HTTP_ADAPTER_PORT http-adapter',
    '/never-reaches-the-container.crt SMQ_CLIENTS_GRPC_SERVER_CA_CERTS ',
    '/ca.crt SMQ_CLIENTS_GRPC_SERVER_CA_CERTS http-adapter',
    'clients:7006 SMQ_CLIENTS_GRPC_URL http-adapter',
  ]);
  expect(remarks(all)).toEqual([]);
});

test('env-propeller: a comment behind quotes, a default within an address, dollars that stay', () => {
  const all = input('env-propeller', { files: ['compose.yaml'] });
  const value = (name: string) => all.variables.find((one) => one.name === name)?.value.text;
  expect(value('PROPLET_HAL_ENABLED')).toBe('false');
  expect(value('MANAGER_MQTT_ADDRESS')).toBe('tcp://nginx:1883');
  expect(value('MG_MESSAGE_BROKER_URL')).toBe('amqp://guest:example-password@nginx:5682/');
  expect(value('MANAGER_MQTT_TLS_CA_CERT')).toBeUndefined();
  expect(ports(all, 'nginx')).toEqual(['1883:1883/tcp', '8883:8883/tcp']);
  expect(mounts(all, 'nginx')).toEqual([
    '/etc/ssl/certs/propeller-server.crt < ./ssl/certs/propeller-server.crt',
  ]);
  expect(remarks(all)).toEqual([]);
});
