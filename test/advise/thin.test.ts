/** One path through the engine: a server pair, its callers, and the hops that come of both. */
import { expect, test } from 'vitest';
import { adviseOn, hopsBetween, ofKind, somewhere, type Small } from './build.ts';

const clients = (environment: Record<string, string> = {}): Small => ({
  name: 'clients',
  image: 'supermq/clients:v0.19.1',
  environment: { SMQ_CLIENTS_GRPC_HOST: 'clients', SMQ_CLIENTS_GRPC_PORT: '7006', ...environment },
  files: { '/c.crt': somewhere, '/c.key': somewhere, '/ca.crt': somewhere },
  restart: 'on-failure',
});
const coap = (environment: Record<string, string> = {}): Small => ({
  name: 'coap-adapter',
  image: 'docker.io/supermq/coap:latest',
  environment: { SMQ_CLIENTS_GRPC_URL: 'clients:7006', ...environment },
  files: { '/c.crt': somewhere, '/c.key': somewhere, '/ca.crt': somewhere },
});
const pair = { SMQ_CLIENTS_GRPC_SERVER_CERT: '/c.crt', SMQ_CLIENTS_GRPC_SERVER_KEY: '/c.key' };
const ca = { SMQ_CLIENTS_GRPC_SERVER_CA_CERTS: '/ca.crt' };

test('nothing set: plaintext', () => {
  const advice = adviseOn([clients(), coap()]);
  expect(hopsBetween(advice, 'coap-adapter', 'clients')).toEqual(['coap-adapter → clients grpc: plaintext']);
});

test('pair and CA file: TLS, and both are in effect', () => {
  const advice = adviseOn([clients(pair), coap(ca)]);
  expect(hopsBetween(advice, 'coap-adapter', 'clients')).toEqual(['coap-adapter → clients grpc: TLS']);
  expect(ofKind(advice, 'in effect').map(({ variable }) => variable)).toEqual([
    'SMQ_CLIENTS_GRPC_SERVER_CERT',
    'SMQ_CLIENTS_GRPC_SERVER_CA_CERTS',
  ]);
});

test('half a pair: the service ends with 0, and its hops with it', () => {
  const advice = adviseOn([clients({ SMQ_CLIENTS_GRPC_SERVER_CERT: '/c.crt' }), coap()]);
  expect(hopsBetween(advice, 'coap-adapter', 'clients')).toEqual([
    'coap-adapter → clients grpc: does not start',
  ]);
  expect(ofKind(advice, 'half a pair')[0]).toMatchObject({
    severity: 'availability',
    service: 'clients',
    says: 'The key SMQ_CLIENTS_GRPC_SERVER_KEY is missing beside SMQ_CLIENTS_GRPC_SERVER_CERT: clients ends at once with exit code 0, which `restart: on-failure` takes for a wanted stop: it stays down.',
    shownBy: 'server.one-of-pair-is-insecure/clients.grpc/cert-only@release',
  });
});

test('TLS on one side only is refused, for each caller', () => {
  const server = adviseOn([clients(pair), coap()]);
  expect(hopsBetween(server, 'coap-adapter', 'clients')).toEqual(['coap-adapter → clients grpc: refused']);
  expect(ofKind(server, 'peer demands TLS').map(({ container }) => container)).toEqual(['coap-adapter']);
  const caller = adviseOn([clients(), coap(ca)]);
  expect(hopsBetween(caller, 'coap-adapter', 'clients')).toEqual(['coap-adapter → clients grpc: refused']);
  expect(ofKind(caller, 'peer in plaintext').map(({ container }) => container)).toEqual(['coap-adapter']);
});
