/** Tests how the sockets of a service are found: from the system's tables, its processes, and the release file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SocketObservation } from '../../src/model/observation.ts';
import { probeSockets } from '../../src/observe/probes/sockets.ts';
import { loadRelease } from '../../src/release/load.ts';
import { socketsOf } from '../../src/runtime/processes/sockets.ts';
import type { BoundSocket, Ready } from '../../src/runtime/runtime.ts';
import { ephemeralRangeIn, waitingIn } from '../../src/system/ports/socket-table.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { plainHttp, raw, running, secureHttp } from '../probe/servers.ts';

const linux = process.platform === 'linux';

describe('the tables of sockets', () => {
  const tcp = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0',
    '   1: 00000000:0051 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0',
    '   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0',
  ];
  const tcp6 = [
    '   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4714 1',
    '   1: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4715 1',
    '   2: B80D0120000000000000000001000000:1F92 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4716 1',
  ];
  const udp = [
    ' 10: 0100007F:1633 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4720 2 0 0',
    ' 11: 0100007F:C351 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4721 2 0 0',
    ' 12: 0100007F:1634 0100007F:0035 01 00000000:00000000 00:00000000 00000000     0        0 4722 2 0 0',
  ];

  test('listening sockets of IPv4 and IPv6, no connections', () => {
    expect(waitingIn(tcp, 'tcp', undefined)).toEqual([
      { address: '127.0.0.1', port: 8080, inode: '4711' },
      { address: '0.0.0.0', port: 81, inode: '4712' },
    ]);
    expect(waitingIn(tcp6, 'tcp', undefined).map(({ address, port }) => [address, port])).toEqual([
      ['::1', 8080],
      ['::', 8081],
      ['2001:db8::1', 8082],
    ]);
  });

  test('of UDP those without a peer, at a port that was chosen', () => {
    expect(waitingIn(udp, 'udp', { from: 32_768, to: 60_999 })).toEqual([
      { address: '127.0.0.1', port: 5683, inode: '4720' },
    ]);
    // Where the range is not known, all of them are returned.
    expect(waitingIn(udp, 'udp', undefined).map(({ port }) => port)).toEqual([5683, 50_001]);
    expect(ephemeralRangeIn('32768\t60999\n')).toEqual({ from: 32_768, to: 60_999 });
    expect(ephemeralRangeIn('')).toBeUndefined();
  });
});

describe.skipIf(!linux)('sockets of a process', () => {
  // The process ends itself, because one that has left its group is not killed with it.
  const listening = (host: string): string =>
    `require('node:net').createServer().listen(0, '${host}', function () { console.log(this.address().port) });
     setTimeout(() => process.exit(), 20_000);`;
  const start = async (script: string): Promise<{ pid: number; port: number }> => {
    const child = spawn(process.execPath, ['--eval', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = child.pid ?? 0;
    onTestFinished(() => void process.kill(-pid, 'SIGKILL'));
    const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    return { pid, port: Number(line) };
  };

  test.for(['127.0.0.1', '0.0.0.0'])('one that listens at %s', async (host) => {
    const { pid, port } = await start(listening(host));
    expect(socketsOf(pid)).toEqual([
      { protocol: 'tcp', address: host, port, reach: { host: '127.0.0.1', port } },
    ]);
  });

  test('a child counts, also one that has left the group; another process does not', async () => {
    const stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    onTestFinished(() => void stranger.close());
    const child = `require('node:child_process').spawn(process.execPath, ['--eval', ${JSON.stringify(listening('127.0.0.1'))}], { detached: true, stdio: 'inherit' })`;
    const { pid, port } = await start(`${child}; setInterval(() => {}, 1000);`);
    const sockets = socketsOf(pid);
    expect(sockets?.map((one) => one.port)).toEqual([port]);
  });

  test('unknown where there is no such process', () => {
    expect(socketsOf(2 ** 22 + 1)).toBeUndefined();
  });
});

describe('what is reported about the sockets of a service', async () => {
  const right = await pairOf('right');
  const users = { ...loadRelease('reference').services.users!, exclusive: ['tcp/81'] };
  const never = new AbortController().signal;
  const probe = (
    bound: BoundSocket[] | undefined,
    ports: Record<string, number>,
    known: SocketObservation[] = [],
  ) =>
    probeSockets(
      users,
      {
        sockets: async () => bound,
        address: (listener: string) => ({ host: '127.0.0.1', port: ports[listener]! }),
      } as unknown as Ready,
      { ports, known, signal: never },
    );
  const at = (port: number, protocol: 'tcp' | 'udp' = 'tcp'): BoundSocket => ({
    ...{ protocol, address: '127.0.0.1', port },
    reach: { host: '127.0.0.1', port },
  });

  test('a listener where it is probed, at another address, an inner port, and what is not declared', async () => {
    await using plain = await plainHttp();
    await using secure = await secureHttp(right);
    const ports = { http: plain.address.port, grpc: 1 };
    const [probed, sibling, inner, open, closed, loopback] =
      (await probe(
        [
          { ...at(ports.http), address: '0.0.0.0' },
          { ...at(ports.http), address: '::1', reach: { host: 'localhost', port: ports.http } },
          { ...at(81), address: '::' },
          at(ports.http, 'udp'),
          at(secure.address.port),
          { protocol: 'tcp', address: '127.0.0.1', port: 8181 },
        ],
        ports,
      )) ?? [];
    expect(probed).toEqual({
      ...{ protocol: 'tcp', address: '0.0.0.0', port: ports.http },
      ...{ declared: 'http', probed: true },
    });
    expect(sibling).toMatchObject({ declared: 'http', plain: { answer: 'answered', status: '200' } });
    expect(inner).toEqual({ protocol: 'tcp', address: '::', port: 81, declared: 'tcp/81' });
    // The declared listener is a TCP one.
    expect(open).not.toHaveProperty('declared');
    expect(closed).toMatchObject({ port: secure.address.port, plain: { answer: 'closed' } });
    expect(closed).not.toHaveProperty('declared');
    expect(loopback).toEqual({ protocol: 'tcp', address: '127.0.0.1', port: 8181 });
  });

  test('a socket of all addresses is where the listener is probed, unless another one is nearer', async () => {
    await using plain = await plainHttp();
    const { port } = plain.address;
    const ofAll: BoundSocket = { protocol: 'tcp', address: '::', port, reach: { host: '::1', port } };
    const facts = async (bound: BoundSocket[]) =>
      (await probe(bound, { http: port }))?.map(({ address, probed }) => [address, probed ?? false]);
    expect(await facts([ofAll])).toEqual([['::', true]]);
    expect(await facts([ofAll, { ...at(port), address: '0.0.0.0' }])).toEqual([
      ['::', false],
      ['0.0.0.0', true],
    ]);
    expect(await facts([ofAll, at(port)])).toEqual([
      ['::', false],
      ['127.0.0.1', true],
    ]);
    // The same port of UDP is another one.
    expect(await facts([ofAll, at(port, 'udp')])).toEqual([
      ['::', true],
      ['127.0.0.1', false],
    ]);
  });

  test('what is not declared is asked in every protocol of the service', async () => {
    await using http2 = await running(createHttp2Server());
    const { port } = http2.address;
    await using silent = await raw(() => {});
    const seen = await probe([at(port), at(silent.address.port)], { http: 1, grpc: 2 });
    expect(seen?.map((one) => one.plain?.answer)).toEqual(['answered', 'silent']);
  });

  test('what is known already is not asked again, and stays known', async () => {
    const known: SocketObservation[] = [
      { protocol: 'tcp', address: '127.0.0.1', port: 1, plain: { answer: 'answered', bytes: '' } },
    ];
    expect(await probe([at(1)], {}, known)).toEqual(known);
    expect(await probe([], {}, known)).toEqual(known);
    expect(await probe(undefined, {}, known)).toBeUndefined();
  });
});
