/** Tests that threads and runs never reserve the same port, nor one that is in use. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockPort } from '../../../src/system/ports/lock.ts';
import { portRanges, type PortRange } from '../../../src/system/ports/range.ts';
import { isFree, portReserver, type Protocol, type ReservedPort } from '../../../src/system/ports/reserve.ts';
import { lockSoon } from './hold.ts';

let folder: string;
let other: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ports-'));
  other = mkdtempSync(join(tmpdir(), 'ports-'));
});
afterAll(() => {
  for (const each of [folder, other]) rmSync(each, { recursive: true });
});

/** A range below all that is reserved by default; another checkout's tests get another range. */
async function quietRange(size: number): Promise<PortRange> {
  for (;;) {
    const from = 10_100 + Math.floor(Math.random() * (1_900 - size));
    const ports = Array.from({ length: size }, (_, offset) => from + offset);
    const locks = await Promise.all(ports.map((port) => lockPort(port)));
    const free = await Promise.all(
      ports.map(async (port) => (await isFree(port, 'tcp')) && isFree(port, 'udp')),
    );
    for (const release of locks) release?.();
    // Another program may hold some of many ports: tests that ask for many need only a part of them.
    const many = size > 100 ? size / 2 : size;
    if (free.every(Boolean) && locks.filter(Boolean).length >= many) return { from, to: from + size - 1 };
  }
}

/** Reserves ports in a new thread, and keeps them until the thread is ended. */
async function thread(count: number, from: string, range?: PortRange) {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { count, from, range },
  });
  const [ports] = (await once(worker, 'message')) as [number[]];
  return { ports, end: () => worker.terminate() };
}

test('two threads of a run and another run never get the same port', async () => {
  const range = await quietRange(1200);
  const threads = await Promise.all([
    thread(100, folder, range),
    thread(100, folder, range),
    thread(100, other, range),
  ]);
  const all = threads.flatMap(({ ports }) => ports);
  expect(all.length).toBe(300);
  expect(new Set(all).size).toBe(300);
  await Promise.all(threads.map(({ end }) => end()));
});

test('a thread that dies gives its ports back', async () => {
  const range = await quietRange(3);
  const { ports, end } = await thread(2, folder, range);
  expect(await lockPort(ports[0] ?? 0)).toBeUndefined();
  await end();
  const release = await lockSoon(ports[0] ?? 0);
  expect(release).toBeDefined();
  release?.();
});

test('a run takes a released port again only when there is no other', async () => {
  const range = await quietRange(4);
  const reserver = portReserver({ folder, range });
  const taken = [];
  for (let round = 0; round < 4; round++) {
    const { port, release } = await reserver.reserve('tcp');
    release();
    taken.push(port);
  }
  expect(new Set(taken).size).toBe(4);
  const again = await reserver.reserve('tcp');
  expect(taken).toContain(again.port);
  again.release();
  again.release();
});

/** The kernel lists the addresses of IPv6, where it has any. */
const isIpv6There = (): boolean => {
  try {
    return process.platform !== 'linux' || readFileSync('/proc/net/if_inet6', 'latin1') !== '';
  } catch {
    return false;
  }
};

test('a port in use is passed over, for each protocol and address', async () => {
  const { from } = await quietRange(5);
  const tcp = createServer().listen({ host: '127.0.0.1', port: from });
  const everywhere = isIpv6There() ? '::' : '0.0.0.0';
  const wildcard = createServer().listen({ host: everywhere, port: from + 1 });
  const udp = createSocket('udp4').bind(from + 2, '127.0.0.1');
  await Promise.all([once(tcp, 'listening'), once(wildcard, 'listening'), once(udp, 'listening')]);
  const got: Record<Protocol, ReservedPort[]> = { tcp: [], udp: [] };
  const reserver = portReserver({ folder, range: { from, to: from + 2 } });
  got.tcp.push(await reserver.reserve('tcp'));
  got.udp.push(await reserver.reserve('udp'), await reserver.reserve('udp'));
  expect(got.tcp.map(({ port }) => port)).toEqual([from + 2]);
  expect(got.udp.map(({ port }) => port).sort((a, b) => a - b)).toEqual([from, from + 1]);
  await expect(reserver.reserve('tcp')).rejects.toMatchObject({
    code: 'PORTS_IN_USE',
    message: `Expected a free TCP port between ${from} and ${from + 2}; found all 3 in use.`,
    todo: expect.stringContaining('wider range'),
  });
  for (const { release } of [...got.tcp, ...got.udp]) release();
  tcp.close();
  wildcard.close();
  udp.close();
});

test('by default no port is one that the system gives to outgoing connections', async () => {
  const ranges = portRanges();
  const inside = (port: number) => ranges.some(({ from, to }) => from <= port && port <= to);
  const { port, release } = await portReserver({ folder }).reserve('tcp');
  release();
  expect(inside(port)).toBe(true);
  if (process.platform === 'linux') {
    const text = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    const [from = 0, to = 0] = text.trim().split(/\s+/).map(Number);
    expect(port < from || port > to).toBe(true);
    expect(inside(from) || inside(to)).toBe(false);
  }
});

test.for([
  [0, 10],
  [20, 10],
  [1, 65_536],
  [1.5, 10],
])('%d–%d is no range', ([from = 0, to = 0]) => {
  expect(() => portReserver({ folder, range: { from, to } })).toThrow(/Expected a range of ports/);
});
