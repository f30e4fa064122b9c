/** Holds one observation with something of every kind of evidence that a report shows. */
import type { HopConnection, Observation, ServiceObservation } from '../../src/model/observation.ts';

const line = (level: string, msg: string, at: number): string =>
  JSON.stringify({ time: `2026-06-15T10:00:0${at}.123456789Z`, level, msg });

const offered = (outcome: 'accepted' | 'refused-by-peer', detail = '') => ({ outcome, detail });

/** @param printed lines that the service printed last */
export const fullService = (printed: readonly string[]): ServiceObservation => ({
  boot: { outcome: 'ready', ms: 98.4 },
  starts: 2,
  stopped: { code: null, signal: 'SIGKILL', ms: 5001 },
  output: {
    bytes: 2048,
    tail: [
      '2026/06/15 10:00:00 built with NATS',
      ...[1, 2, 3].map((at) => line('INFO', 'adding object definition', at)),
      line('ERROR', 'terminated', 4),
      ...printed,
    ],
    errors: [line('ERROR', 'terminated', 4)],
    errorsName: [],
    secrets: [{ kind: 'device-secret', of: 'the right secret', carriedBy: 'right-secret', lines: [3, 7] }],
  },
  listeners: {
    http: {
      plain: { answer: 'bad-request', status: '400', bytes: '485454502f312e31' },
      http2: { answer: 'closed', bytes: '1503010002022a' },
      tls: {
        handshake: true,
        protocol: 'TLSv1.3',
        alpn: 'h2',
        chain: ['AA:BB:CC:DD:EE:FF', 'BB:CC:DD:EE:FF:00'],
        answer: 'answered',
        status: '200',
      },
      tlsLater: { handshake: true, protocol: 'TLSv1.3', answer: 'silent' },
      verified: { handshake: false, error: 'CERT_HAS_EXPIRED', byPeer: false },
      byClient: {
        none: { handshake: true, protocol: 'TLSv1.3', answer: 'closed' },
        known: { handshake: true, protocol: 'TLSv1.3', answer: 'answered', status: '200' },
        foreign: { handshake: false, error: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', byPeer: true },
      },
      versions: {
        TLSv1: offered('refused-by-peer', 'alert 70'),
        'TLSv1.1': offered('refused-by-peer', 'alert 70'),
        'TLSv1.2': offered('accepted'),
        'TLSv1.3': offered('accepted'),
      },
      ciphers: {
        ecdhe: offered('accepted'),
        rc4: offered('refused-by-peer', 'alert 40'),
        '3des': offered('refused-by-peer', 'alert 40'),
        'null-or-export': offered('refused-by-peer', 'alert 40'),
        'static-rsa': offered('accepted'),
      },
      watch: { samples: 40, maxGapMs: 26.2, plaintextAt: [], http2At: [130, 155], tlsAt: 101, connected: 31 },
    },
  },
  sockets: [
    { protocol: 'tcp', address: '127.0.0.1', port: 20001, declared: 'http', probed: true },
    { protocol: 'udp', address: '::', port: 20002, plain: { answer: 'silent', bytes: '' } },
  ],
  environment: {},
});

const connection = (given: Partial<HopConnection>): HopConnection => ({
  at: 120,
  opening: 'tls',
  bytes: '16030105d9010005d5030350',
  applicationBytes: 0,
  sent: 287,
  received: 166,
  calls: [],
  ...given,
});
const hello = { sni: 'localhost', alpn: ['h2'], versions: ['TLSv1.3', 'TLSv1.2'] };
const tls = { established: true, version: 'TLSv1.3', alpn: 'h2', clientCertificate: '/CN=users.client' };

export const fullStart: Partial<Observation> = {
  premise: { holds: true, detail: 'users became ready' },
  core: 'scripts',
  restart: { ready: true, newCertificate: false },
  hops: {
    'users→auth': {
      connections: [
        connection({ hello, tls, applicationBytes: 220, calls: ['token.v1.TokenService/Issue'] }),
        connection({ hello, tls, at: 180, sent: 300, calls: ['token.v1.TokenService/Issue'] }),
        connection({
          at: 400,
          hello: { alpn: [], versions: ['TLSv1.2'], newestOnly: true },
          tls: { established: false, error: 'tlsv1 alert unknown ca', clientCertificate: null },
          later: true,
        }),
        connection({ opening: 'other', bytes: 'c0ffee', at: 500 }),
      ],
      unrecorded: 4,
    },
    'users→postgres': {
      connections: [
        connection({
          opening: 'postgres-ssl-request',
          postgres: { gss: 'N', answer: 'S', next: 'tls' },
          hello,
        }),
        connection({ opening: 'postgres-startup', postgres: { next: 'startup' } }),
      ],
    },
    'users→domains': { connections: [] },
    'users→channels': { connections: [] },
  },
  sessions: {
    users: {
      sessions: [
        { tls: true, version: 'TLSv1.3', clientDn: '/CN=users.client', user: 'role_any' },
        { tls: false, user: 'role_any' },
        { tls: false, user: 'role_any' },
      ],
      refusals: [],
      later: { sessions: [], refusals: ['FATAL: connection requires a valid client certificate'] },
    },
  },
  messages: [
    {
      adapter: 'http-adapter',
      attempt: 'right-secret',
      phase: 'after-restart',
      outcome: 'accepted',
      detail: 'HTTP 202',
      ms: 94,
    },
  ],
  calls: {
    byName: { login: { status: 201, detail: 'ok' } },
    database: { users: { read: { status: 200, detail: 'ok' }, write: { status: 0, detail: 'ECONNRESET' } } },
    again: { second: { status: 200, detail: 'ok' } },
    wrongToken: { 'no-token': { status: 401, detail: 'refused' } },
    createdByWrongToken: { status: 200, clients: 0 },
  },
  unsecurable: [{ from: 'users', to: 'nats', bytes: '434f4e4e454354' }],
};
