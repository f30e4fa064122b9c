import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openBroker } from '../../fixtures/broker/mqtt.ts';
import { startWatchProcess, watchPlaintext } from '../../src/observe/watch.ts';
import { startSampling } from '../../src/observe/watch/sampler.ts';
import { pairOf } from '../fixtures/peers/world.ts';
import { peer, plainHttp, plaintextRefuser, raw, running, secureHttp } from './servers.ts';

const right = await pairOf('right');
await startWatchProcess();
const clock = (): number => performance.now();

describe('the byte probe', () => {
  test('samples densely where nothing listens', async () => {
    await using nobody = await peer(right, { state: 'absent' });
    const began = performance.now();
    const watcher = watchPlaintext(nobody.address, 'http', { clock });
    await sleep(300);
    const watch = await watcher.stop();
    expect(watch).toMatchObject({ connected: 0, plaintextAt: [] });
    expect(watch.samples).toBeGreaterThanOrEqual(5);
    // Every gap is counted: as many samples as there were fit into the time that they took.
    expect(watch.samples).toBeLessThanOrEqual(Math.ceil((performance.now() - began) / 7.5) + 1);
    expect(watch.maxGapMs).toBeGreaterThanOrEqual(7);
    expect(watch.maxGapMs * watch.samples).toBeGreaterThanOrEqual(250);
    expect(await watcher.stop()).toBe(watch);
  });

  test('begins before anybody has to wait for it twice', async () => {
    await using nobody = await peer(right, { state: 'absent' });
    const watcher = watchPlaintext(nobody.address, 'http', { clock });
    await watcher.begun;
    expect((await watcher.stop()).samples).toBeGreaterThanOrEqual(1);
  });

  test('goes on while this thread is busy', async () => {
    await using nobody = await peer(right, { state: 'absent' });
    const watcher = watchPlaintext(nobody.address, 'http', { clock });
    const busyUntil = performance.now() + 200;
    while (performance.now() < busyUntil);
    const watch = await watcher.stop();
    // In this thread it could have been two: one before the loop and one after it.
    expect(watch.samples).toBeGreaterThanOrEqual(4);
    expect(watch.maxGapMs).toBeLessThan(200);
  });

  test('tells the gap when it could not sample', async () => {
    await using nobody = await peer(right, { state: 'absent' });
    const about = { address: nobody.address, protocol: 'http', path: undefined, everyMs: 15 } as const;
    const sampler = startSampling(about);
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
    await sleep(30);
    expect((await sampler.stop()).maxGapMs).toBeGreaterThanOrEqual(59);
    const unstopped = startSampling({ ...about, everyMs: 1000 });
    await sleep(80);
    expect((await unstopped.stop()).maxGapMs).toBeGreaterThanOrEqual(79);
  });

  test.each(['http', 'grpc', 'ws'] as const)('sees a plaintext listener (%s)', async (protocol) => {
    await using server = await (protocol === 'grpc' ? peer(right, {}) : plainHttp());
    const watcher = watchPlaintext(server.address, protocol, { clock: () => 1000 });
    await sleep(400);
    const watch = await watcher.stop();
    expect(watch.connected).toBe(watch.samples);
    expect(watch.plaintextAt.length).toBeGreaterThan(3);
    expect(watch.plaintextAt.length).toBeLessThanOrEqual(10);
    // On the clock of the caller, which stood at 1000 when the watch began.
    for (const at of watch.plaintextAt) expect(at).toBeGreaterThanOrEqual(1000);
    for (const at of watch.plaintextAt) expect(at).toBeLessThan(2000);
    expect(watch.plaintextAt.toSorted((a, b) => a - b)).toEqual(watch.plaintextAt);
  });

  test.skipIf(process.platform !== 'linux')('tells that it was a stranger who answered', async () => {
    await using server = await plainHttp();
    const watches = ['of another run', undefined].map((label) =>
      watchPlaintext(server.address, 'http', { clock, ...(label !== undefined && { label }) }),
    );
    await sleep(200);
    const [labelled, unlabelled] = await Promise.all(watches.map((watch) => watch.stop()));
    expect(labelled!.plaintextAt.length).toBeGreaterThan(0);
    expect(labelled!.stranger).toBe(true);
    expect(unlabelled).not.toHaveProperty('stranger');
  });

  test('sees a plaintext broker', async () => {
    await using broker = await openBroker('127.0.0.1');
    const watcher = watchPlaintext({ host: '127.0.0.1', port: broker.port }, 'mqtt', { clock });
    await sleep(400);
    expect((await watcher.stop()).plaintextAt.length).toBeGreaterThan(0);
  });

  test('sees a listener that is there for a moment only', async () => {
    const before = await raw(() => {});
    const { port, host } = before.address;
    await before[Symbol.asyncDispose]();
    const watcher = watchPlaintext({ host, port }, 'http', { clock });
    await sleep(60);
    const server = net.createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\n\r\n'));
    server.listen(port, host);
    await once(server, 'listening');
    await sleep(40);
    server.close();
    await sleep(60);
    const watch = await watcher.stop();
    expect(watch.plaintextAt.length).toBeGreaterThan(0);
    expect(watch.connected).toBeLessThan(watch.samples);
  });

  test('does not take a TLS listener, a bare 400, or a mere port for plaintext', async () => {
    const listeners = [
      [secureHttp(right), 'http'],
      [peer(right, { transport: 'tls' }), 'grpc'],
      [plaintextRefuser(), 'http'],
      [raw((socket) => socket.end()), 'grpc'],
    ] as const;
    for (const [opening, protocol] of listeners) {
      await using server = await opening;
      const watcher = watchPlaintext(server.address, protocol, { clock });
      await sleep(80);
      const watch = await watcher.stop();
      expect(watch.plaintextAt).toEqual([]);
      expect(watch.connected).toBeGreaterThan(0);
    }
  });

  test('goes on where every sample is left without an answer, with a bounded number of connections', async () => {
    let open = 0;
    let most = 0;
    const server = net.createServer((socket) => {
      open += 1;
      most = Math.max(most, open);
      socket.resume();
      socket.on('close', () => (open -= 1));
    });
    await using silent = await running(server);
    const watcher = watchPlaintext(silent.address, 'http', { clock, everyMs: 5 });
    await sleep(500);
    const began = performance.now();
    const watch = await watcher.stop();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(watch.samples).toBeGreaterThan(20);
    expect(watch).toMatchObject({ plaintextAt: [], connected: watch.samples });
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(32);
  });

  test('gives a sample in flight a last moment', async () => {
    await using slow = await raw((socket) => {
      socket.once('data', () => setTimeout(() => socket.end('HTTP/1.1 200 OK\r\n\r\n'), 40));
    });
    const watcher = watchPlaintext(slow.address, 'http', { clock, everyMs: 1000 });
    await sleep(10);
    expect((await watcher.stop()).plaintextAt).toHaveLength(1);
  });

  test('ends with its signal, and samples no CoAP', async () => {
    await using nobody = await peer(right, { state: 'absent' });
    const signal = AbortSignal.timeout(40);
    const watcher = watchPlaintext(nobody.address, 'http', { clock, signal, everyMs: 15 });
    await sleep(600);
    const watch = await watcher.stop();
    // Without the signal there would be about 40.
    expect(watch.samples).toBeLessThanOrEqual(15);
    const none = watchPlaintext(nobody.address, 'coap', { clock });
    expect(await none.stop()).toEqual({ samples: 0, maxGapMs: 0, plaintextAt: [], connected: 0 });
  });
});
