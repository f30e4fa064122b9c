/** Upstream's own files of two releases under each of their switches: the transport of every gRPC hop. */
import { describe, expect, test } from 'vitest';
import { ofKind } from './build.ts';
import { adviceOf, grpcHops, inShort, type Given } from './open-inputs.ts';

const callers: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'v0.17.0': {
    auth: ['channels', 'clients', 'domains', 'groups', 'http-adapter', 'users', 'ws-adapter'],
    domains: [
      'channels',
      'clients',
      'coap-adapter',
      'groups',
      'http-adapter',
      'mqtt-adapter',
      'users',
      'ws-adapter',
    ],
    groups: ['channels', 'clients'],
    channels: ['clients', 'coap-adapter', 'groups', 'http-adapter', 'mqtt-adapter', 'ws-adapter'],
    clients: ['channels', 'coap-adapter', 'groups', 'http-adapter', 'mqtt-adapter', 'ws-adapter'],
  },
  'v0.19.1': {
    auth: ['channels', 'clients', 'domains', 'groups', 'http-adapter', 'users'],
    domains: ['channels', 'clients', 'coap-adapter', 'groups', 'http-adapter', 'mqtt-adapter', 'users'],
    groups: ['channels', 'clients'],
    channels: ['clients', 'coap-adapter', 'groups', 'http-adapter', 'mqtt-adapter'],
    clients: ['channels', 'coap-adapter', 'groups', 'http-adapter', 'mqtt-adapter'],
    users: ['notifications'],
  },
};

const table = (release: string, transport: (from: string, to: string) => string): string[] =>
  Object.entries(callers[release] ?? {})
    .flatMap(([to, from]) => from.map((one) => `${one} → ${to}: ${transport(one, to)}`))
    .toSorted();

const upstream = (release: string, shell: Record<string, string> = {}, made?: RegExp): Given => ({
  release,
  files: [`all-${release}/docker-compose.yaml`],
  shell,
  ...(made && { made }),
});

/** `make -C docker/ssl all`. */
const all = /[^.]\/ssl\/certs\/(ca|(auth|domains|groups|channels|clients)-grpc-(server|client))\.(crt|key)$/;
/** What `make` makes by itself; the authority is in the repository. */
const few = /[^.]\/ssl\/certs\/(ca|(auth|clients)-grpc-(server|client))\.(crt|key)$/;

const notStarting = (given: Given): string[] =>
  ofKind(adviceOf(given), 'does not start')
    .map(({ container, says }) => `${container ?? ''} ${/exit code (\d+)/.exec(says)?.[1] ?? ''}`)
    .toSorted();

describe.each(['v0.17.0', 'v0.19.1'])('%s', (release) => {
  test('no switch: every hop is plaintext, and all start', () => {
    const advice = adviceOf(upstream(release));
    expect(grpcHops(advice)).toEqual(table(release, () => 'plaintext'));
    expect(new Set(advice.hops.map(({ transport }) => transport))).toEqual(new Set(['plaintext']));
    expect(ofKind(advice, 'does not start')).toEqual([]);
  });

  test('GRPC_TLS: the servers demand client certificates that no caller has', () => {
    const given = upstream(release, { GRPC_TLS: 'true' }, all);
    const advice = adviceOf(given);
    expect(grpcHops(advice)).toEqual(
      table(release, (_, to) => (to === 'users' ? 'does not start' : 'refused')),
    );
    const servers = ['auth', 'channels', 'clients', 'domains', 'groups'];
    expect(
      ofKind(advice, 'turns on client certificates')
        .map(({ container = '' }) => container)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(servers);
    // The adapters of MQTT and CoAP ask nothing at start. Users of v0.19.1 has a bad pair, and asks Auth before it
    // comes to that.
    const adapters = release === 'v0.17.0' ? ['http-adapter 1', 'ws-adapter 1'] : ['http-adapter 1'];
    expect(notStarting(given)).toEqual(
      ['channels 1', 'clients 1', 'domains 1', 'groups 1', ...adapters, 'users 1'].toSorted(),
    );
  });

  test('both: each path is written twice, and no file is there', () => {
    const advice = adviceOf(upstream(release, { GRPC_MTLS: 'true', GRPC_TLS: 'true' }, all));
    expect(new Set(grpcHops(advice).map((hop) => hop.replace(/.*: /, '')))).toEqual(
      new Set(['does not start']),
    );
    expect(inShort(advice)).toContain('source missing auth SMQ_AUTH_GRPC_SERVER_CERT');
    expect(ofKind(advice, 'source missing')[0]?.says).toContain('two paths written one after the other');
  });

  test('GRPC_MTLS=false switches it on as well', () => {
    const on = adviceOf(upstream(release, { GRPC_MTLS: 'true' }, all));
    expect(grpcHops(adviceOf(upstream(release, { GRPC_MTLS: 'false' }, all)))).toEqual(grpcHops(on));
  });

  test('what no setting secures stays in plaintext', () => {
    const { hops } = adviceOf(upstream(release, { GRPC_MTLS: 'true' }, all));
    const others = hops.filter(
      ({ listener, transport }) => listener !== 'grpc' && transport !== 'does not start',
    );
    expect(new Set(others.map(({ transport }) => transport))).toEqual(new Set(['plaintext']));
    expect(new Set(others.map(({ listener }) => listener))).toEqual(
      new Set(['http', 'mqtt', 'ws', 'coap', 'postgres', 'nats', 'redis', 'spicedb']),
    );
  });
});

test('v0.17.0, GRPC_MTLS with all certificates made: every hop demands a client certificate', () => {
  const advice = adviceOf(upstream('v0.17.0', { GRPC_MTLS: 'true' }, all));
  expect(grpcHops(advice)).toEqual(table('v0.17.0', () => 'TLS, client certificate demanded'));
  expect(ofKind(advice, 'does not start')).toEqual([]);
});

test('v0.19.1, GRPC_MTLS with all certificates made: Users ends with 0, and takes its hops with it', () => {
  const given = upstream('v0.19.1', { GRPC_MTLS: 'true' }, all);
  expect(grpcHops(adviceOf(given))).toEqual(
    table('v0.19.1', (from, to) =>
      from === 'users' || to === 'users' ? 'does not start' : 'TLS, client certificate demanded',
    ),
  );
  expect(notStarting(given)).toEqual(['users 0']);
});

test('v0.17.0, GRPC_MTLS and only what make makes by itself', () => {
  const given = upstream('v0.17.0', { GRPC_MTLS: 'true' }, few);
  expect(notStarting(given)).toEqual(
    [
      'channels 1',
      'clients 1',
      'coap-adapter 1',
      'groups 1',
      'http-adapter 1',
      'mqtt-adapter 1',
      'users 1',
      'ws-adapter 1',
      'domains 0',
    ].toSorted(),
  );
});
