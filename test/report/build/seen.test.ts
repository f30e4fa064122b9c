/** Holds what a report shows of a start: every kind of evidence in words, and each start once. */
import { expect, test } from 'vitest';
import { connectionsInWords } from '../../../src/report/build/seen/connections.ts';
import { serviceInWords } from '../../../src/report/build/seen/services.ts';
import { startInWords } from '../../../src/report/build/seen/start.ts';
import type { HopConnection } from '../../../src/model/observation.ts';
import { readReport } from '../../../src/report/read-report.ts';
import { observation, service } from '../../judge/tiny.ts';
import { smallReport } from '../small-report.ts';
import { fullService, fullStart } from '../small-start.ts';

const report = smallReport();
const startOf = (id: string) => {
  const start = report.starts.find((one) => one.id === id);
  if (!start) throw new Error(`no start ${id}`);
  return start;
};

test('each case names its starts, and each start is there once', () => {
  const named = report.cases.flatMap(({ evidence }) => evidence.map(({ start }) => start));
  expect(named).not.toContain(undefined);
  expect(report.starts.map(({ id }) => id)).toEqual([...new Set(named)]);
});

test('a first reading and the one in calm have different ids', () => {
  const [pair] = report.cases.filter(({ calm }) => calm === 'confirmed');
  expect(pair?.evidence.map(({ start, path }) => [start, path])).toEqual([
    ['start-1', 'journal.ndjson#start-1'],
    ['start-1/calm', 'journal.ndjson#start-1/calm'],
  ]);
  expect([startOf('start-1').reading, startOf('start-1/calm').reading]).toEqual(['first', 'calm']);
});

test('a report of a version without starts is read', () => {
  const { starts: _, ...old } = structuredClone(report);
  for (const one of old.cases) {
    one.evidence = one.evidence.map(({ start: __, ...rest }) => rest);
    Reflect.deleteProperty(one, 'premise');
  }
  const read = readReport(JSON.stringify(old), 'report.json');
  expect(read.starts).toEqual([]);
  expect(read.cases.map(({ premise }) => premise)).toEqual(read.cases.map(() => null));
});

test('every kind of evidence is said', () => {
  expect(startInWords(observation({}, { ...fullStart, busy: 'load 9' }), true)).toMatchInlineSnapshot(`
    {
      "calls": [
        "login: HTTP 201, ok",
        "list-clients, second: HTTP 200, ok",
        "users reads its database: HTTP 200, ok",
        "users writes its database: no answer, ECONNRESET",
        "create-client with no-token: HTTP 401, refused",
        "then listed: HTTP 200, 0 clients created",
      ],
      "hops": [
        {
          "name": "users→auth",
          "seen": [
            "2 connections at 120–180 ms: TLS; ClientHello: SNI localhost, ALPN h2, versions TLSv1.3, TLSv1.2; established: TLSv1.3, ALPN h2, client certificate /CN=users.client; calls token.v1.TokenService/Issue × 2; sent 287–300 bytes (0–220 inside TLS), received 166",
            "at 400 ms: TLS; ClientHello: no SNI, no ALPN, versions TLSv1.2 and what it leaves open; not established: tlsv1 alert unknown ca; answered by the later peer; sent 287 bytes, received 166",
            "at 500 ms: other bytes (c0ffee); sent 287 bytes, received 166",
            "4 more, which were counted only",
          ],
        },
        {
          "name": "users→postgres",
          "seen": [
            "at 120 ms: SSLRequest; GSSENCRequest answered N, the server answers S, the client starts TLS; ClientHello: SNI localhost, ALPN h2, versions TLSv1.3, TLSv1.2; sent 287 bytes, received 166",
            "at 120 ms: PostgreSQL in plaintext; sent 287 bytes, received 166",
          ],
        },
        {
          "name": "users→domains",
          "seen": [],
        },
        {
          "name": "users→channels",
          "seen": [],
        },
      ],
      "messages": [
        "http-adapter, right-secret, after the restart: accepted, HTTP 202, 94 ms",
      ],
      "notes": [
        "the plain start, made once more, did what it should: users became ready",
        "the machine was too busy: load 9",
        "Auth, Channels, Domains and SpiceDB are scripts",
        "no setting secures users→nats: first bytes 434f4e4e454354",
        "started again with a new certificate: ready, the new certificate is not presented",
      ],
      "services": [],
      "sessions": [
        {
          "name": "users",
          "seen": [
            "session with TLSv1.3, user role_any, client certificate /CN=users.client",
            "2 × session without TLS, user role_any",
            "at the later server: refused: FATAL: connection requires a valid client certificate",
          ],
        },
      ],
    }
  `);
});

test('a service: boot, end, secrets, sockets, every probe, output', () => {
  expect(serviceInWords('users', fullService(['it ends']), false)).toMatchInlineSnapshot(`
    {
      "listeners": [
        {
          "name": "users.http",
          "seen": [
            "plaintext: bad-request, 400",
            "HTTP/2 in plaintext: closed, first bytes 1503010002022a",
            "TLS: TLSv1.3, ALPN h2, presented AA:BB:CC:DD…, BB:CC:DD:EE…, answered 200",
            "TLS two seconds later: TLSv1.3, silent",
            "TLS, verified, without a client certificate: no handshake, CERT_HAS_EXPIRED, given up by the probe",
            "TLS, client without a certificate: TLSv1.3, closed",
            "TLS, client with a certificate of the run's authority: TLSv1.3, answered 200",
            "TLS, client with a certificate of another authority: no handshake, ERR_SSL_TLSV1_ALERT_UNKNOWN_CA, ended by the peer",
            "versions: TLSv1 refused-by-peer (alert 70), TLSv1.1 refused-by-peer (alert 70), TLSv1.2 accepted, TLSv1.3 accepted",
            "cipher suites: ecdhe accepted, rc4 refused-by-peer (alert 40), 3des refused-by-peer (alert 40), null-or-export refused-by-peer (alert 40), static-rsa accepted",
            "byte probe: 40 samples, at most 26 ms apart, 31 reached an open port; answered in plaintext never; by HTTP/2 in plaintext at 130, 155 ms; answered as a TLS listener first at 101 ms",
          ],
        },
      ],
      "name": "users",
      "output": {
        "bytes": 2048,
        "errors": [
          "{"level":"ERROR","msg":"terminated"}",
        ],
        "tail": [
          "built with NATS",
          "3 × {"level":"INFO","msg":"adding object definition"}",
          "it ends",
        ],
      },
      "seen": [
        "ready after 98 ms; started 2 times until it stayed; stopped after 5001 ms by SIGKILL",
        "printed a secret: device-secret of the right secret, carried by the message with the right secret, in line 3, 7",
        "listened at tcp 127.0.0.1:20001 (http); udp [::]:20002 (not declared), plaintext: silent",
      ],
    }
  `);
});

test.each([
  [{ outcome: 'exited', ms: 61, code: 1, signal: null }, 'exited after 61 ms with code 1'],
  [{ outcome: 'exited', ms: 61, code: null, signal: 'SIGSEGV' }, 'exited after 61 ms by SIGSEGV'],
  [{ outcome: 'hung', ms: 9000 }, 'neither ready nor exited after 9000 ms'],
] as const)('boot %j', (boot, words) => {
  expect(serviceInWords('users', service(boot), true).seen).toEqual([words]);
});

test('brief output: five error lines, what else is among the last three, and no line beyond 240 characters', () => {
  const tail = Array.from({ length: 40 }, (_, at) => `line ${at}`);
  const errors = ['line 38', ...Array.from({ length: 9 }, (_, at) => `error ${at} ${'x'.repeat(300)}`)];
  const given = { output: { bytes: 1, tail, errors, errorsName: [], secrets: [] } };
  const { output } = serviceInWords('users', service({ outcome: 'ready', ms: 1 }, given), true);
  expect(output.tail).toEqual(['line 37', 'line 39']);
  expect(output.errors).toHaveLength(5);
  expect(output.errors.every((line) => line.length <= 241)).toBe(true);
  const whole = serviceInWords('users', service({ outcome: 'ready', ms: 1 }, given), false).output;
  expect([whole.tail.length, whole.errors.length]).toEqual([39, 10]);
  expect(whole.errors[1]).toBe(errors[1]);
});

test('all lines of output are shown where a case is at the root of its red, few where it passed', () => {
  const root = report.cases.find(({ outcome, cause, id }) => outcome === 'fail' && (cause ?? id) === id);
  expect(root?.id).toBe('server.pair-is-tls/users.http/cert-key');
  expect(startOf('start-1').services[0]?.output.tail).toHaveLength(7);
  // The last three of seven in calm, and of six where it passed.
  expect(startOf('start-1/calm').services[0]?.output.tail).toHaveLength(3);
  expect(fullService(['it ends']).output.tail[0]).toContain('built with NATS');
  expect(startOf('start-2').services[0]?.output.tail).not.toContain('built with NATS');
});

test('connections that were opened otherwise are never one line', () => {
  const one: HopConnection = {
    ...{ at: 1, opening: 'tls', bytes: '', applicationBytes: 0, sent: 1, received: 1, calls: [] },
    hello: { sni: 'a', alpn: [], versions: ['TLSv1.3'] },
    tls: { established: true, version: 'TLSv1.3', clientCertificate: null },
  };
  const others: HopConnection[] = [
    { ...one, hello: { sni: 'b', alpn: [], versions: ['TLSv1.3'] } },
    { ...one, hello: { sni: 'a', alpn: ['h2'], versions: ['TLSv1.3'] } },
    { ...one, hello: { sni: 'a', alpn: [], versions: ['TLSv1.3', 'TLSv1'] } },
    { ...one, tls: { established: true, version: 'TLSv1.2', clientCertificate: null } },
    { ...one, tls: { established: true, version: 'TLSv1.3', clientCertificate: '/CN=a' } },
    { ...one, tls: { established: false, error: 'alert 48', clientCertificate: null } },
    { ...one, later: true },
    { ...one, opening: 'nothing' },
  ];
  for (const other of others) expect(connectionsInWords({ connections: [one, other] })).toHaveLength(2);
  expect(connectionsInWords({ connections: [one, { ...one, at: 9, sent: 5 }] })).toHaveLength(1);
});
