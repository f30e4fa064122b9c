/** What clients and servers say first in plaintext, with secrets in it, and what is to be read of that. */
import { hex, text } from './packets.ts';

const none = Buffer.alloc(0);
export const secret = 'hunter2-hunter2';

const sslRequest = hex('00000008 04d2162f');
const gssRequest = hex('00000008 04d21630');
export const startup = (parameters: string): Buffer => {
  const body = text(`${parameters}\0`);
  const head = hex('00000000 00030000');
  head.writeUInt32BE(8 + body.length, 0);
  return Buffer.concat([head, body]);
};
const magistrala = startup('user\0magistrala\0database\0users\0application_name\0users-db\0');
const authentication = (code: number): Buffer => {
  const bytes = hex('52 00000008 00000000');
  bytes.writeUInt32BE(code, 5);
  return bytes;
};
const password = Buffer.concat([hex('70 00000014'), text(`${secret}\0`)]);

/** A CONNECT with client id, user name and password, by level and flags. */
const connect = (flags: string, level = '04'): Buffer => {
  const body = Buffer.concat([
    hex(`0004 4d515454 ${level} ${flags} 003c 0001 63 0001 75 000f`),
    text(secret),
  ]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
};
const frame = (payload: Buffer): Buffer => {
  const mask = hex('01020304');
  const masked = Buffer.from(payload.map((byte, at) => byte ^ mask[at % 4]!));
  return Buffer.concat([Buffer.from([0x82, 0x80 | payload.length]), mask, masked]);
};
const upgrade = text(
  'GET /mqtt HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n',
);
const switched = text('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
const info = text('INFO {"server_id":"N","tls_required":true,"tls_available":true}\r\n');
const plainInfo = text('INFO {"server_id":"N"}\r\n');
const redisAuth = text(`*2\r\n$4\r\nAUTH\r\n$15\r\n${secret}\r\n`);

export const rows: [string, Buffer, Buffer, object][] = [
  ['nothing', none, none, { opening: 'nothing' }],
  [
    'a start in plaintext',
    magistrala,
    authentication(10),
    {
      opening: 'postgres-startup',
      postgres: {
        next: 'startup',
        protocol: '3.0',
        user: 'magistrala',
        database: 'users',
        applicationName: 'users-db',
        authentication: 'scram',
      },
      settled: true,
    },
  ],
  [
    'a start with a password in plaintext',
    Buffer.concat([magistrala, password]),
    authentication(3),
    {
      postgres: { authentication: 'cleartext' },
      credentials: true,
    },
  ],
  [
    'a short start with a password close behind',
    Buffer.concat([startup('user\0a\0'), password]),
    authentication(3),
    {
      opening: 'postgres-startup',
      bytes: startup('user\0a\0').toString('hex'),
    },
  ],
  [
    'a start that is refused',
    magistrala,
    text('E\0\0\0\x10SFATAL\0'),
    { postgres: { authentication: 'refused' } },
  ],
  [
    'N, then a start',
    Buffer.concat([sslRequest, magistrala]),
    Buffer.concat([text('N'), authentication(5)]),
    {
      opening: 'postgres-ssl-request',
      postgres: { answer: 'N', next: 'startup', user: 'magistrala', authentication: 'md5' },
      bytes: sslRequest.toString('hex'),
    },
  ],
  [
    'E to a request for TLS',
    sslRequest,
    text('E\0\0\0\x10'),
    {
      postgres: { answer: 'E', next: 'closed' },
    },
  ],
  ['a request for TLS without an answer', sslRequest, none, { postgres: { next: 'closed' }, settled: false }],
  [
    'N to GSSAPI, N to TLS, and a start',
    Buffer.concat([gssRequest, sslRequest, magistrala]),
    text('NN'),
    {
      postgres: { gss: 'N', answer: 'N', next: 'startup' },
    },
  ],
  [
    'G to GSSAPI',
    Buffer.concat([gssRequest, Buffer.alloc(40, 0x60)]),
    text('G'),
    {
      postgres: { gss: 'G', next: 'closed' },
      bytes: '00000008',
    },
  ],
  [
    'a request to cancel, whose key is a secret',
    hex('00000010 04d2162e 00000001 0badcafe'),
    none,
    {
      opening: 'other',
      postgres: { next: 'cancel' },
      bytes: '00000010',
    },
  ],
  [
    'CONNECT of MQTT with name and password',
    connect('c2'),
    hex('20020000'),
    {
      opening: 'mqtt',
      mqtt: { level: 4, username: true, password: true, connack: 0 },
      credentials: true,
    },
  ],
  [
    'CONNECT of MQTT 5 without either',
    connect('02', '05'),
    hex('2003008700'),
    {
      mqtt: { level: 5, username: false, password: false, connack: 0x87 },
    },
  ],
  [
    'MQTT over WebSocket',
    Buffer.concat([upgrade, frame(connect('c2'))]),
    Buffer.concat([switched, hex('820420020005')]),
    {
      opening: 'http1',
      http: { method: 'GET', upgrade: 'websocket', mqtt: true, status: 101 },
      mqtt: { level: 4, username: true, password: true, connack: 5, overWebSocket: true },
      credentials: true,
    },
  ],
  [
    'a WebSocket of another protocol',
    text(`GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: bearer.${secret}\r\n\r\n`),
    none,
    {
      http: { method: 'GET', upgrade: 'websocket' },
    },
  ],
  [
    'an upgrade to HTTP/2',
    text('GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n'),
    none,
    { http: { upgrade: 'h2c' } },
  ],
  [
    'a request with a token',
    text(`POST /m HTTP/1.1\r\nAuthorization: Client ${secret}\r\n\r\n`),
    text('HTTP/1.1 202 Accepted'),
    {
      http: { method: 'POST', status: 202 },
      credentials: true,
    },
  ],
  [
    'a request with a token in its target',
    text(`POST /m?authorization=${secret} HTTP/1.1\r\nHost: x\r\n\r\n`),
    none,
    {
      credentials: true,
    },
  ],
  [
    'a request that a TLS listener answers',
    text('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    hex('15030100020228'),
    {
      opening: 'http1',
      answeredByTls: true,
    },
  ],
  [
    'HTTP/2 with prior knowledge',
    text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    none,
    { opening: 'h2-plaintext' },
  ],
  [
    'NATS in plaintext',
    text('CONNECT {"verbose":false}\r\nPING\r\n'),
    plainInfo,
    {
      opening: 'nats',
      nats: { tlsRequired: false, tlsAvailable: false, next: 'connect' },
    },
  ],
  [
    'NATS with a password in plaintext',
    text(`CONNECT {"user":"u","pass":"${secret}"}\r\n`),
    plainInfo,
    {
      opening: 'nats',
      credentials: true,
    },
  ],
  [
    'NATS that only says hello',
    none,
    info,
    {
      opening: 'nothing',
      nats: { tlsRequired: true, tlsAvailable: true, next: 'closed' },
    },
  ],
  ['CONNECT of HTTP, which is not NATS', text('CONNECT x:443 HTTP/1.1\r\n\r\n'), none, { opening: 'http1' }],
  ['Redis', text('*1\r\n$4\r\nPING\r\n'), text('+PONG\r\n'), { opening: 'redis' }],
  [
    'Redis with a password',
    redisAuth,
    none,
    { opening: 'redis', credentials: true, bytes: text('*2\r\n').toString('hex') },
  ],
  [
    'Redis 6 with a password',
    text(`*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$1\r\nu\r\n$15\r\n${secret}\r\n`),
    none,
    {
      opening: 'redis',
      credentials: true,
    },
  ],
  [
    'AMQP 0.9.1',
    text('AMQP\0\0\x09\x01'),
    none,
    { opening: 'amqp', bytes: text('AMQP\0\0\x09\x01').toString('hex') },
  ],
  [
    'a password of an unknown protocol',
    text(`AUTH ${secret}\r\n`),
    none,
    {
      opening: 'other',
      bytes: text('AUTH').toString('hex'),
    },
  ],
];
