/** Tests that starts and runs that need the same fixed port take turns. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { takeExclusivePorts } from '../../../src/system/ports/exclusive.ts';
import { hostsFor, innerPort, portName, type InnerPort } from '../../../src/system/ports/inner.ts';
import { patience } from '../../patience.ts';
import { lockSoon } from './hold.ts';

const signal = patience();
/** Numbers of ports that no run reserves, so that no other run holds their locks. */
const [one, other] = [11_871, 11_872];
const tcp = (port: number): InnerPort => ({ protocol: 'tcp', port });

test('starts that need the same port take turns, first come first served', async () => {
  const order: string[] = [];
  const start = async (name: string): Promise<void> => {
    await using _ = await takeExclusivePorts([tcp(one)], signal);
    order.push(`${name} begins`);
    await sleep(20);
    order.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map(start));
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('starts with the same ports in another order do not deadlock', async () => {
  const start = async (...ports: number[]): Promise<void> => {
    await using _ = await takeExclusivePorts(ports.map(tcp), signal);
    await sleep(5);
  };
  await Promise.all([start(one, other), start(other, one), start(one, other)]);
});

test('waits for another run, and leaves nothing locked when it is aborted', async () => {
  const release = await lockSoon(one);
  expect(release).toBeDefined();
  const stop = new AbortController();
  const waiting = takeExclusivePorts([tcp(one)], stop.signal);
  setTimeout(() => stop.abort(new Error('interrupted')), 60);
  await expect(waiting).rejects.toThrow();
  release!();
  await using _ = await takeExclusivePorts([tcp(one)], signal);
});

test('waits until the port itself is free', async () => {
  const server = createServer().listen(other, '127.0.0.1');
  await once(server, 'listening');
  setTimeout(() => server.close(), 100);
  const began = performance.now();
  await using _ = await takeExclusivePorts([tcp(other)], signal);
  expect(performance.now() - began).toBeGreaterThan(50);
});

test('a port that follows a host is taken at as many addresses as there are, each once', async () => {
  const port = innerPort(`udp/${one}@coap`);
  expect([portName(port), port.listener]).toEqual([`udp/${one}`, 'coap']);
  const hosts = hostsFor(port);
  expect(hosts[0]).toBe('127.0.0.1');
  const turns = await Promise.all(hosts.map(() => takeExclusivePorts([port], signal)));
  const taken = new Set(turns.map((turn) => turn.hosts.get(portName(port))));
  expect(taken).toEqual(new Set(hosts));
  let another = false;
  const waiting = takeExclusivePorts([port], signal).then((turn) => ((another = true), turn));
  await sleep(50);
  expect(another).toBe(false);
  await turns[0]![Symbol.asyncDispose]();
  const last = await waiting;
  expect(last.hosts.get(portName(port))).toBe(turns[0]!.hosts.get(portName(port)));
  for (const turn of [...turns.slice(1), last]) await turn[Symbol.asyncDispose]();
});
