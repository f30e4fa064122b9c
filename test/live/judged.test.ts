/** That a whole look is judged rightly: what is as claimed passes, what is not fails, what was not seen is untestable. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderAll } from '../../src/report/render/write.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { bothOnOnePort } from '../probe/both-on-one-port.ts';
import { trusted } from './faults/row.ts';
import { right } from './faults/servers.ts';
import { health, opened } from './look.ts';
import { deployment, endpoint } from './material.ts';
import { look, outcomes, portOf } from './whole-look.ts';

// For all tests of this file.
const { port: plain } = await opened(http.createServer(health));
const { port: secure } = await opened(https.createServer(right, health));

test('what is as claimed passes, the rules of the page among it', async () => {
  const { report } = await look(
    deployment([
      endpoint('users.http', `https://127.0.0.1:${secure}`, trusted),
      endpoint('clients.http', `http://127.0.0.1:${plain}`),
      endpoint('auth.grpc', 'grpc://127.0.0.1:9', { claim: 'not-reachable' }),
    ]),
  );
  expect(outcomes(report)).toEqual({
    'live.endpoint-as-claimed/users.http/tls': 'pass',
    'live.certificate-accepted/users.http/as-go-judges': 'pass',
    'live.certificate-lasts/users.http/7-days': 'pass',
    'server.pair-is-tls/users.http/cert-key': 'pass',
    'server.modern-tls/users.http/tls-1.2': 'pass',
    'server.modern-tls/users.http/tls-1.3': 'pass',
    'live.endpoint-as-claimed/clients.http/plaintext': 'pass',
    'server.none-is-insecure/clients.http/neither-set': 'pass',
    'live.endpoint-as-claimed/auth.grpc/not-reachable': 'pass',
  });
  expect([report.gate, report.exitCode]).toEqual(['conformant', 0]);
  // An id of the page, and of a link, holds no blank.
  expect(report.starts.map(({ id }) => id)).toEqual([
    'endpoint/users.http',
    'endpoint/clients.http',
    'endpoint/auth.grpc',
  ]);
  expect(report.notApplicable.find(({ rule }) => rule === 'grpc.rotation')?.reason).toMatch(
    /^not seen of a live target: /,
  );
  expect(report.live?.unseen.map(({ part }) => part)).toContain('Standalone mode');
});

test('what differs from its claim is a failure with its risk', async () => {
  const { report } = await look(
    deployment([
      endpoint('users.http', `https://127.0.0.1:${plain}`, trusted),
      endpoint('clients.http', `http://127.0.0.1:${secure}`),
      endpoint('auth.http', `http://127.0.0.1:${plain}`, { claim: 'not-reachable' }),
      endpoint('domains.http', `https://127.0.0.1:${secure}`, {
        ...trusted,
        claim: 'tls-with-client-certificate',
      }),
    ]),
  );
  const failed = report.cases.filter(({ outcome }) => outcome === 'fail');
  expect(
    Object.fromEntries(
      failed.map(({ id, risk, facts }) => [id.replace('@live', ''), `${risk}: ${facts.join(', ')}`]),
    ),
  ).toEqual({
    'live.endpoint-as-claimed/users.http/tls': 'weaker: plaintext-answered',
    'server.pair-is-tls/users.http/cert-key': 'weaker: plaintext-answered',
    'live.endpoint-as-claimed/clients.http/plaintext': 'safer: speaks-tls',
    'server.none-is-insecure/clients.http/neither-set': 'safer: speaks-tls',
    'live.endpoint-as-claimed/auth.http/not-reachable': 'weaker: reached',
    'live.endpoint-as-claimed/domains.http/tls-with-client-certificate':
      'weaker: serves-without-client-certificate',
  });
  expect(outcomes(report)['live.certificate-lasts/users.http/7-days']).toBe('moot');
  expect([report.gate, report.exitCode]).toEqual(['nonconformant', 1]);
});

test('a listener that serves both is found by the plaintext that it serves beside TLS', async () => {
  const port = await portOf(
    bothOnOnePort(https.createServer(right, health), (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'),
    ),
  );
  const { report } = await look(deployment([endpoint('users.http', `https://127.0.0.1:${port}`, trusted)]));
  expect(outcomes(report)['live.endpoint-as-claimed/users.http/tls']).toBe('fail');
});

test.each<[string, Parameters<typeof pairOf>[0], string]>([
  ['that ended', 'expired', 'live.certificate-lasts/users.http/7-days'],
  ['for another name', 'wrong-name', 'live.certificate-accepted/users.http/as-go-judges'],
  [
    'with its name in the subject alone, which Node would take',
    'name-in-subject',
    'live.certificate-accepted/users.http/as-go-judges',
  ],
  ['of another CA', 'other-ca', 'live.certificate-accepted/users.http/as-go-judges'],
])('a certificate %s', async (_, identity, id) => {
  const port = await portOf(https.createServer(await pairOf(identity), health));
  const { report } = await look(deployment([endpoint('users.http', `https://127.0.0.1:${port}`, trusted)]));
  expect(outcomes(report)).toMatchObject({ [id]: 'fail', 'live.endpoint-as-claimed/users.http/tls': 'pass' });
});

test('certificates that OpenSSL is not able to read, and Go is, leave the claim open', async () => {
  const names = Array.from({ length: 10_000 }, (_, n) => `n${n}.example.com`);
  const port = await portOf(https.createServer(await pairOf('right', names), health));
  const { report } = await look(deployment([endpoint('a.http', `https://127.0.0.1:${port}`, trusted)]));
  expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['untestable']));
});

test('another certificate than the given one is told from it', async () => {
  const other = await pairOf('right');
  const outcomeOf = async (presents: string): Promise<string | undefined> => {
    const { report } = await look(
      deployment([endpoint('a.http', `https://127.0.0.1:${secure}`, { ...trusted, presents })]),
    );
    return outcomes(report)['live.presents-given-certificate/a.http/given-certificate'];
  };
  expect([await outcomeOf(right.cert), await outcomeOf(other.cert)]).toEqual(['pass', 'fail']);
});

test('what is not reached is untestable, never kept and never broken', async () => {
  const { report } = await look(
    deployment([
      endpoint('users.http', 'https://127.0.0.1:9', trusted),
      endpoint('clients.http', 'http://127.0.0.1:9'),
      endpoint('auth.http', 'http://127.0.0.1:9', { claim: 'not-reachable' }),
    ]),
  );
  expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['untestable']));
  expect([report.gate, report.exitCode]).toEqual(['incomplete', 3]);
  const [first] = report.cases;
  expect(first?.observed).toContain('connection refused');
});

test('an endpoint whose name is not known here is not said to be unreachable', async () => {
  const { report } = await look(
    deployment([
      endpoint('users.http', `http://127.0.0.1:${plain}`),
      endpoint('auth.http', 'http://no-such-name.invalid:80', { claim: 'not-reachable' }),
    ]),
  );
  expect(outcomes(report)['live.endpoint-as-claimed/auth.http/not-reachable']).toBe('untestable');
});

test('a plaintext MQTT adapter that closes on a CONNECT without a client leaves its claim open', async () => {
  const port = await portOf(
    net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.end())),
  );
  const { report } = await look(deployment([endpoint('mqtt-adapter.mqtt', `mqtt://127.0.0.1:${port}`)]));
  expect(outcomes(report)).toEqual({ 'live.endpoint-as-claimed/mqtt-adapter.mqtt/plaintext': 'untestable' });
});

test('a listener of MQTT 5 alone, which closes on an older CONNECT, speaks plaintext', async () => {
  const port = await portOf(
    net.createServer((socket) =>
      socket
        .on('error', () => {})
        .once('data', ([, , , , , , , , level]: Buffer) =>
          level === 5 ? socket.write(Buffer.from('2003000000', 'hex')) : socket.end(),
        ),
    ),
  );
  const { report } = await look(deployment([endpoint('fluxmq.mqtt', `mqtt://127.0.0.1:${port}`)]));
  expect(outcomes(report)).toEqual({ 'live.endpoint-as-claimed/fluxmq.mqtt/plaintext': 'pass' });
});

test('filters select among the cases of a live target', async () => {
  const said = deployment([endpoint('users.http', `http://127.0.0.1:${plain}`)]);
  const { report } = await look(said, { rules: ['server.none-is-insecure'] });
  expect(Object.keys(outcomes(report))).toEqual(['server.none-is-insecure/users.http/neither-set']);
  await expect(look(said, { rules: ['server.pair-is-tsl'] })).rejects.toThrow('a rule of the catalogue');
});

// The second one is as short as a deployment file may have it.
test.each(['hunter22-hunter22', 'q7Zk'])(
  'a secret that an endpoint echoes is in no output: %s',
  async (secret) => {
    const port = await portOf(
      http.createServer((_, response) => response.writeHead(200, { 'x-secret': secret }).end(secret)),
    );
    const banner = await portOf(
      net.createServer(
        (socket) =>
          void socket
            .on('error', () => {})
            .resume()
            .end(secret),
      ),
    );
    const { report, out } = await look(
      deployment(
        [
          endpoint('a.http', `http://127.0.0.1:${port}`),
          endpoint('b.http', `http://127.0.0.1:${banner}/${secret}`),
        ],
        { secrets: [secret] },
      ),
    );
    const written = [...Object.values(renderAll(report)), readFileSync(join(out, 'journal.ndjson'), 'utf8')];
    const spelled = (['utf8', 'hex', 'base64'] as const).map((form) => Buffer.from(secret).toString(form));
    for (const text of written) for (const spelling of spelled) expect(text).not.toContain(spelling);
  },
);

test('what the files configure stands beside what was seen, and differences are said', async () => {
  const said = deployment([
    endpoint('users.http', `http://127.0.0.1:${plain}`),
    endpoint('clients.http', `http://127.0.0.1:${plain}`),
  ]);
  const hop = { from: '*', listener: 'http', because: 'x', at: [] };
  const { report } = await look(
    said,
    {},
    {
      hops: [
        { ...hop, to: 'users', toService: 'users', transport: 'TLS' },
        { ...hop, to: 'clients', toService: 'clients', transport: 'plaintext' },
        {
          from: 'users',
          to: 'auth',
          toService: 'auth',
          listener: 'grpc',
          because: 'x',
          at: [],
          transport: 'TLS',
        },
      ],
    },
  );
  expect(
    report.live?.hops.map(({ to, configured, observed, agrees }) => [to, configured, observed, agrees]),
  ).toEqual([
    ['users', 'TLS', 'plaintext', false],
    ['clients', 'plaintext', 'plaintext', true],
    ['auth', 'TLS', null, null],
  ]);
  const { 'summary.md': markdown = '', 'report.html': html = '' } = renderAll(report);
  for (const text of [markdown, html]) {
    expect(text).toContain('Configured and observed');
    expect(text).toContain('What stays unseen');
  }
});
