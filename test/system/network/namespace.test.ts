/** Tests that threads get networks of their own, and reach from there what is outside. */
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { openServer } from '../../../src/system/open-server.ts';
import { connectOutside, whyNoNamespace } from '../../../src/system/network/namespace.ts';

interface Seen {
  before: string;
  throughPassage: string;
  direct: string;
  own: string;
  namespace: string;
  ofProgram: string;
}

const refused = await whyNoNamespace();
const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

test('the answer leaves this thread where it was', async () => {
  const before = process.platform === 'linux' && readlinkSync('/proc/thread-self/ns/net');
  const again = await whyNoNamespace();
  expect(again).toBe(refused);
  expect(process.platform === 'linux' && readlinkSync('/proc/thread-self/ns/net')).toBe(before);
  if (!isRoot) expect(again).toMatch(/\w/);
});

test('without a namespace, outside is where the thread is', async () => {
  await using server = await openServer(
    net.createServer((socket) => socket.end('here')),
    '127.0.0.1',
  );
  const [word] = (await once(connectOutside(server.address), 'data')) as [Buffer];
  expect(String(word)).toBe('here');
});

test.skipIf(refused !== undefined)(
  'two threads open the same port, each with its programs in its own network (needs root on Linux)',
  async () => {
    await using outside = await openServer(
      net.createServer((socket) => socket.end('outside')),
      '127.0.0.1',
    );
    const seen = await Promise.all(
      [1, 2].map(async () => {
        const worker = new Worker(new URL('./separate.ts', import.meta.url), {
          workerData: { port: outside.address.port },
        });
        try {
          const [said] = (await once(worker, 'message')) as [Seen];
          return said;
        } finally {
          await worker.terminate();
        }
      }),
    );
    for (const { namespace, ofProgram, ...reached } of seen) {
      expect(reached).toEqual({
        before: 'ECONNREFUSED',
        relayedInside: 'ECONNRESET',
        relayedOutside: 'outside',
        throughPassage: 'outside',
        direct: 'outside',
        own: 'inside',
      });
      expect(ofProgram).toBe(namespace);
    }
    const [first, second] = seen.map(({ namespace }) => namespace);
    expect(new Set([first, second, readlinkSync('/proc/self/ns/net')]).size).toBe(3);
  },
);
