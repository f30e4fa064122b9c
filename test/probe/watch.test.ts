/** Tests the byte probe: how densely it samples a port, what it takes for plaintext, and when it reports a gap. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Worker } from 'node:worker_threads';
import { openBroker } from '../../fixtures/backplane/mqtt-broker.ts';
import type { PlaintextWatch } from '../../src/model/observation.ts';
import { startWatchProcess, watchPlaintext } from '../../src/probe/watch.ts';
import { startSampling } from '../../src/probe/watch/sampler.ts';
import { pairOf } from '../fixtures/peers/known-good.ts';
import { longEnough, patienceMs, until } from '../patience.ts';
import { peer, plainHttp, plaintextRefuser, raw, type Running, running, secureHttp } from './servers.ts';

const right = await pairOf('right');
await startWatchProcess();
const clock = (): number => performance.now();

/** The result of a watch that runs until this has been seen. */
const watched = async (
  { address }: Pick<Running, 'address'>,
  protocol: 'http' | 'grpc' | 'ws' | 'mqtt',
  seen: (watch: PlaintextWatch) => boolean,
  label?: string,
): Promise<PlaintextWatch> =>
  longEnough(async (ms) => {
    const watcher = watchPlaintext(address, protocol, { clock, ...(label !== undefined && { label }) });
    await watcher.begun;
    await sleep(ms);
    return watcher.stop();
  }, seen);

/** Connections to a port, counted in a separate thread. */
const countInThread = async () => {
  const count = new Int32Array(new SharedArrayBuffer(4));
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const server = require('node:net').createServer((socket) => {
      Atomics.add(workerData, 0, 1);
      socket.on('error', () => {}).end();
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(code, { eval: true, workerData: count });
  const [port] = (await once(worker, 'message')) as [number];
  return {
    address: { host: '127.0.0.1', port },
    count: () => Atomics.load(count, 0),
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
};

describe('the byte probe', () => {
  test('samples densely where nothing listens', async () => {
    await using absent = await peer(right, { state: 'absent' });
    const began = performance.now();
    const watcher = watchPlaintext(absent.address, 'http', { clock });
    await watcher.begun;
    await sleep(300);
    const watch = await watcher.stop();
    expect(watch).toMatchObject({ connected: 0, plaintextAt: [] });
    // Every gap is counted: the samples and the longest gap account for the time that they took.
    expect(watch.samples).toBeLessThanOrEqual(Math.ceil((performance.now() - began) / 7.5) + 1);
    expect(watch.maxGapMs).toBeGreaterThanOrEqual(7);
    expect(watch.maxGapMs * watch.samples).toBeGreaterThanOrEqual(250);
    expect(await watcher.stop()).toBe(watch);
    expect((await watched(absent, 'http', ({ samples }) => samples >= 5)).samples).toBeGreaterThanOrEqual(5);
  });

  test('begins before a second wait for it could be needed', async () => {
    await using absent = await peer(right, { state: 'absent' });
    const watcher = watchPlaintext(absent.address, 'http', { clock });
    await watcher.begun;
    expect((await watcher.stop()).samples).toBeGreaterThanOrEqual(1);
  });

  test('goes on while this thread is busy', async () => {
    await using server = await countInThread();
    const watcher = watchPlaintext(server.address, 'ws', { clock });
    await watcher.begun;
    // This loop blocks the thread: a sampler in it would take no sample.
    const before = server.count();
    const began = performance.now();
    while (server.count() < before + 4 && performance.now() - began < patienceMs);
    expect(server.count()).toBeGreaterThanOrEqual(before + 4);
    expect((await watcher.stop()).samples).toBeGreaterThanOrEqual(4);
  });

  test('reports the gap when it could not sample', async () => {
    await using absent = await peer(right, { state: 'absent' });
    const about = { address: absent.address, protocol: 'http', path: undefined, everyMs: 15 } as const;
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
    const began = clock();
    const watch = await watched(server, protocol, ({ plaintextAt }) => plaintextAt.length > 3);
    expect(watch.connected).toBeGreaterThan(3);
    expect(watch.connected).toBeLessThanOrEqual(watch.samples);
    expect(watch.plaintextAt.length).toBeGreaterThan(3);
    expect(watch.plaintextAt.length).toBeLessThanOrEqual(10);
    // The times are those of the caller's clock.
    for (const at of watch.plaintextAt) expect(at).toBeGreaterThanOrEqual(Math.floor(began));
    for (const at of watch.plaintextAt) expect(at).toBeLessThanOrEqual(Math.ceil(clock()));
    expect(watch.plaintextAt.toSorted((a, b) => a - b)).toEqual(watch.plaintextAt);
  });

  test.skipIf(process.platform !== 'linux')('reports that another program answered', async () => {
    await using server = await plainHttp();
    const answered = ({ plaintextAt }: PlaintextWatch): boolean => plaintextAt.length > 0;
    const labelled = await watched(server, 'http', answered, 'of another run');
    const unlabelled = await watched(server, 'http', answered);
    expect([labelled, unlabelled].every(answered)).toBe(true);
    expect(labelled.stranger).toBe(true);
    expect(unlabelled).not.toHaveProperty('stranger');
  });

  test('sees a plaintext broker', async () => {
    await using broker = await openBroker('127.0.0.1');
    const address = { host: '127.0.0.1', port: broker.port };
    const watch = await watched({ address }, 'mqtt', ({ plaintextAt }) => plaintextAt.length > 0);
    expect(watch.plaintextAt.length).toBeGreaterThan(0);
  });

  test('sees a listener that is there for a moment only', async () => {
    const before = await raw(() => {});
    const { port, host } = before.address;
    await before[Symbol.asyncDispose]();
    const momentary = async (ms: number): Promise<PlaintextWatch> => {
      const watcher = watchPlaintext({ host, port }, 'http', { clock });
      await watcher.begun;
      const server = net.createServer((socket) => {
        socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\n\r\n');
      });
      server.listen(port, host);
      await once(server, 'listening');
      await sleep(ms / 5);
      server.close();
      await sleep(60);
      return watcher.stop();
    };
    const watch = await longEnough(momentary, ({ plaintextAt }) => plaintextAt.length > 0);
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
      const watch = await watched(server, protocol, ({ connected }) => connected > 0);
      expect(watch.plaintextAt).toEqual([]);
      expect(watch.connected).toBeGreaterThan(0);
    }
  });

  test('goes on where every sample is left without an answer, with a bounded number of connections', async () => {
    // Counted where they are opened: a server learns late that one was closed, the later the busier the machine.
    const opened = new Set<net.Socket>();
    let most = 0;
    const count = (message: unknown): void => {
      opened.add((message as { socket: net.Socket }).socket);
      most = Math.max(most, [...opened].filter(({ destroyed }) => !destroyed).length);
    };
    subscribe('net.client.socket', count);
    onTestFinished(() => void unsubscribe('net.client.socket', count));
    const server = net.createServer((socket) => void socket.resume());
    await using silent = await running(server);
    // Counted in the thread of the server, so that neither runs ahead of the other.
    const sampler = startSampling({ ...silent, protocol: 'http', path: undefined, everyMs: 5 });
    await until(() => opened.size > 40);
    const watch = await sampler.stop();
    expect(watch.plaintextAt).toEqual([]);
    expect(watch.connected).toBeGreaterThan(20);
    expect(most).toBeGreaterThan(5);
    expect(most).toBeLessThanOrEqual(30);
  });

  test('gives a sample in flight a last moment', async () => {
    let answer = (): void => {};
    let inFlight = 0;
    await using slow = await raw((socket) => {
      socket.once('data', (first) => {
        // A sample over HTTP/2 is taken beside it.
        if (first.toString('latin1').startsWith('PRI ')) return;
        inFlight += 1;
        answer = () => void socket.end('HTTP/1.1 200 OK\r\n\r\n');
      });
    });
    // The moment is short: the test tries again where the machine was too busy for it.
    const watch = await longEnough(
      async () => {
        inFlight = 0;
        const watcher = watchPlaintext(slow.address, 'http', { clock, everyMs: 60_000 });
        await until(() => inFlight === 1);
        const stopping = watcher.stop();
        answer();
        return stopping;
      },
      ({ plaintextAt }) => plaintextAt.length > 0,
    );
    expect(watch.plaintextAt).toHaveLength(1);
  });

  test('ends with its signal, and samples no CoAP', async () => {
    await using server = await countInThread();
    const stop = new AbortController();
    // A listener of WebSocket gets one connection a sample.
    const watcher = watchPlaintext(server.address, 'ws', { clock, signal: stop.signal, everyMs: 15 });
    await until(() => server.count() > 3);
    stop.abort();
    await until(async () => {
      const before = server.count();
      await sleep(300);
      return server.count() === before;
    });
    expect((await watcher.stop()).samples).toBe(server.count());
    const none = watchPlaintext(server.address, 'coap', { clock });
    expect(await none.stop()).toEqual({ samples: 0, maxGapMs: 0, plaintextAt: [], connected: 0 });
  });
});
