/** What is seen of endpoints of every kind, hostile ones too, with how many connections. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { WebSocketServer } from 'ws';
import { expect, onTestFinished, test } from 'vitest';
import type { LiveEndpoint } from '../../src/live/file/deployment.ts';
import { lookAt } from '../../src/live/look/endpoint.ts';
import type { SeenEndpoint } from '../../src/report/live-schema.ts';
import { openServer } from '../../src/system/open-server.ts';
import { ca, pairOf } from '../fixtures/peers/known-good.ts';
import { patience } from '../patience.ts';
import { bothOnOnePort } from '../probe/both-on-one-port.ts';
import { peer } from '../probe/servers.ts';
import { endpoint } from './material.ts';

const right = await pairOf('right');
const client = await pairOf('client');

/** Port of a server that ends with the test, and how many connections it got. */
const serving = async (server: net.Server): Promise<{ port: number; connections: () => number }> => {
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const opened = await openServer(server, '127.0.0.1');
  onTestFinished(() => opened[Symbol.asyncDispose]());
  return { port: opened.address.port, connections: () => connections };
};

const raw = (handler: (socket: net.Socket) => void): net.Server =>
  net.createServer((socket) => {
    socket.on('error', () => {});
    handler(socket);
  });

const look = async (
  one: LiveEndpoint,
  { timeoutMs = 20_000, oldVersions = false } = {},
): Promise<SeenEndpoint> =>
  (await lookAt(one, { signal: patience(), now: new Date(), oldVersions, timeoutMs, spacingMs: 1 })).seen;

const health: http.RequestListener = (_, response) => void response.end('{}');
const trusted = { ca, serverName: 'localhost' };

test('plaintext HTTP', async () => {
  const { port, connections } = await serving(http.createServer(health));
  const seen = await look(endpoint('users.http', `http://127.0.0.1:${port}`));
  expect(seen).toMatchObject({ state: 'plaintext', connections: 3, differs: false, untried: 0 });
  expect(connections()).toBe(3);
});

test('TLS with the certificate of the CA, its versions, and the refusal of plaintext', async () => {
  const { port, connections } = await serving(https.createServer(right, health));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted));
  expect(seen.state).toBe('TLS');
  expect(seen.addresses[0]).toMatchObject({
    tls: { handshake: true, version: 'TLSv1.3', suite: 'TLS_AES_256_GCM_SHA384', answer: 'answered' },
    trust: { go: 'accepted', reasons: [], node: null },
    certificate: { presented: 1, daysLeft: expect.closeTo(29, 0) as number },
    versions: { 'TLSv1.2': expect.stringContaining('accepted') as string },
  });
  expect(seen.addresses[0]?.versions).not.toHaveProperty('TLSv1');
  // TLS 1.3, which was agreed on, needs no further connection.
  expect(connections()).toBe(4);
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)('a client certificate that is demanded, %s', async (version) => {
  const options = {
    ...right,
    ca,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: version,
    maxVersion: version,
  };
  const { port } = await serving(https.createServer(options, health));
  const seen = await look(
    endpoint('users.http', `https://127.0.0.1:${port}`, {
      ...trusted,
      claim: 'tls-with-client-certificate',
      client: { cert: client.cert, key: client.key },
    }),
  );
  expect(seen.state).toBe('TLS, client certificate demanded');
  expect(seen.addresses[0]?.withCertificate).toMatchObject({ handshake: true, answer: 'answered' });
});

test('TLS and plaintext on one port', async () => {
  const { port } = await serving(
    bothOnOnePort(https.createServer(right, health), (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
    ),
  );
  expect((await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted))).state).toBe(
    'TLS and plaintext',
  );
});

test('gRPC in plaintext, and within TLS', async () => {
  for (const transport of ['plaintext', 'tls'] as const) {
    const { address, [Symbol.asyncDispose]: end } = await peer(right, { transport });
    onTestFinished(end);
    const url = `${transport === 'tls' ? 'grpcs' : 'grpc'}://127.0.0.1:${address.port}`;
    expect((await look(endpoint('auth.grpc', url, transport === 'tls' ? trusted : {}))).state).toBe(
      transport === 'tls' ? 'TLS' : 'plaintext',
    );
  }
});

test('MQTT over WebSocket, in plaintext and within TLS', async () => {
  const connack = Buffer.from([0x20, 2, 0, 2]);
  for (const secure of [false, true]) {
    const server = secure ? https.createServer(right) : http.createServer();
    const sockets = new WebSocketServer({
      server,
      handleProtocols: (all) => (all.has('mqtt') ? 'mqtt' : false),
    });
    sockets.on('connection', (socket) => socket.on('message', () => socket.send(connack)));
    const { port } = await serving(server);
    const url = `mqtt+${secure ? 'wss' : 'ws'}://127.0.0.1:${port}/mqtt`;
    const seen = await look(endpoint('mqtt-adapter.ws', url, secure ? trusted : {}));
    expect(seen.state).toBe(secure ? 'TLS' : 'plaintext');
    const heard = secure ? seen.addresses[0]?.tls : seen.addresses[0]?.plain;
    expect(heard?.detail).toBe('101, CONNACK 2');
  }
});

test('a WebSocket that knows no MQTT is none', async () => {
  const server = http.createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => false });
  onTestFinished(() => sockets.close());
  const { port } = await serving(server);
  const seen = await look(endpoint('mqtt-adapter.ws', `mqtt+ws://127.0.0.1:${port}/mqtt`));
  expect(seen.state).toBe('no answer of its protocol');
});

test('what is not there is not reached, and the step is said', async () => {
  const { port } = await serving(http.createServer());
  const dead = await look(endpoint('a.http', 'http://127.0.0.1:9'));
  expect([dead.state, dead.addresses[0]?.failed]).toEqual([
    'not reached',
    { step: 'TCP', detail: 'connection refused' },
  ]);
  const nameless = await look(endpoint('a.http', 'http://no-such-name.invalid:80'));
  expect(nameless.addresses[0]?.failed?.step).toBe('name');
  const one = await look(endpoint('a.http', ['http://127.0.0.1:9', `http://127.0.0.1:${port}`]));
  expect(one.addresses.map(({ reached }) => reached)).toEqual([false, true]);
});

test('addresses that do not answer alike are told, the worst as the state', async () => {
  const [plain, secure] = [
    await serving(http.createServer(health)),
    await serving(https.createServer(right, health)),
  ];
  const urls = [`https://127.0.0.1:${secure.port}`, `https://127.0.0.1:${plain.port}`];
  const seen = await look(endpoint('users.http', urls, trusted));
  expect(seen).toMatchObject({ state: 'plaintext', differs: true });
  expect(seen.addresses.map(({ state }) => state)).toEqual(['TLS', 'plaintext']);
});

test('of more than three addresses the others are counted', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => serving(http.createServer(health))));
  const seen = await look(
    endpoint(
      'users.http',
      all.map(({ port }) => `http://127.0.0.1:${port}`),
    ),
  );
  expect(seen).toMatchObject({ untried: 1, connections: 7 });
  expect(all.map(({ connections }) => connections())).toEqual([3, 2, 2, 0]);
});

test.each<[string, Buffer | string, string]>([
  ['SSH', 'SSH-2.0-OpenSSH_9.9\r\n', 'SSH'],
  ['NATS', 'INFO {"server_id":"x"}\r\n', 'NATS'],
  [
    'nothing that is known',
    Buffer.from('fefefefefefefefefefefefefefe', 'hex'),
    'bytes of no protocol that the suite knows',
  ],
])('another protocol is said: %s', async (_, banner, said) => {
  const { port } = await serving(raw((socket) => void socket.resume().write(banner)));
  const seen = await look(endpoint('users.http', `http://127.0.0.1:${port}`));
  expect([seen.state, seen.addresses[0]?.otherProtocol]).toEqual(['another protocol', said]);
});

test('HTTP at an MQTT endpoint is another protocol', async () => {
  const { port } = await serving(http.createServer(health));
  expect(
    (await look(endpoint('mqtt-adapter.mqtt', `mqtt://127.0.0.1:${port}`))).addresses[0]?.otherProtocol,
  ).toBe('HTTP/1');
});

test('silence is bounded', async () => {
  const { port, connections } = await serving(raw((socket) => void socket.resume()));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`), { timeoutMs: 300 });
  expect(seen.state).toBe('silent');
  expect(connections()).toBeLessThanOrEqual(8);
});

test('a header that never ends, and a redirect to itself, end soon', async () => {
  const endless = await serving(
    raw((socket) => {
      socket.resume();
      socket.write('HTTP/1.1 301 Moved\r\n');
      const timer = setInterval(() => socket.write('x-more: and more\r\n'), 5);
      socket.on('close', () => clearInterval(timer));
    }),
  );
  const seen = await look(endpoint('users.http', `http://127.0.0.1:${endless.port}`), { timeoutMs: 1500 });
  expect(seen.state).toBe('plaintext');
  const redirect = await serving(
    http.createServer(
      ({ headers, url }, response) =>
        void response.writeHead(302, { location: `http://${headers.host}${url}` }).end(),
    ),
  );
  const other = await look(endpoint('users.http', `http://127.0.0.1:${redirect.port}`));
  expect([other.state, other.connections]).toEqual(['plaintext', 3]);
});

test('a peer that sends without end, in plaintext and within TLS, is left after its first bytes', async () => {
  const chunk = Buffer.alloc(64 * 1024, 0xfe);
  let sent = 0;
  const flood = (socket: net.Socket): void => {
    socket.on('error', () => {}).resume();
    const more = (): void => {
      while (!socket.destroyed && sent < 2 ** 30) {
        sent += chunk.length;
        if (!socket.write(chunk)) return;
      }
    };
    socket.on('drain', more);
    more();
  };
  const plain = await serving(raw(flood));
  expect((await look(endpoint('users.http', `http://127.0.0.1:${plain.port}`))).state).toBe(
    'another protocol',
  );
  const secure = await serving(tls.createServer(right, flood));
  expect((await look(endpoint('users.http', `https://127.0.0.1:${secure.port}`, trusted))).state).toBe(
    'another protocol',
  );
  expect(sent).toBeLessThan(2 ** 28);
});

test('a certificate of ten thousand names is bounded', async () => {
  const many = await pairOf(
    'right',
    Array.from({ length: 10_000 }, (_, n) => `n${n}.example.com`),
  );
  const { port } = await serving(https.createServer(many, health));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted));
  const [one] = seen.addresses;
  expect(JSON.stringify(one).length).toBeLessThan(10_000);
  // OpenSSL takes no message of that length: what failed is said, and no certificate is made up.
  expect(one).toMatchObject({
    certificate: null,
    tls: { error: 'the certificates take more room than OpenSSL accepts' },
  });
  const fewer = await pairOf(
    'right',
    Array.from({ length: 3000 }, (_, n) => `n${n}.example.com`),
  );
  const second = await serving(https.createServer(fewer, health));
  const [two] = (await look(endpoint('users.http', `https://127.0.0.1:${second.port}`, trusted))).addresses;
  expect(two?.certificate).toMatchObject({ nameCount: 3001, names: { length: 20 } });
  expect(JSON.stringify(two).length).toBeLessThan(10_000);
});

test('an alert is named', async () => {
  const old = {
    ...right,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  } as const;
  const { port } = await serving(https.createServer(old, health));
  const seen = await look(endpoint('users.http', `https://127.0.0.1:${port}`, trusted));
  expect(seen.addresses[0]?.tls).toMatchObject({ handshake: false, error: 'TLS alert: protocol version' });
});
