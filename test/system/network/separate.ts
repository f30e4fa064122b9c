/** In its own network namespace: opens a port, and says what can be reached from there. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { openPassage } from '../../../src/probe/tap/passage.ts';
import { openRelay } from '../../../src/probe/tap/relay.ts';
import { connectOutside, enterOwnNamespace } from '../../../src/system/network/namespace.ts';

const { port } = workerData as { port: number };

const firstWord = async (socket: net.Socket): Promise<string> => {
  const [word] = (await Promise.race([once(socket, 'data'), once(socket, 'close')])) as [Buffer | boolean];
  socket.destroy();
  return String(word);
};
const local = (): Promise<string> => {
  const socket = net.connect({ host: '127.0.0.1', port });
  return firstWord(socket).catch((error: NodeJS.ErrnoException) => error.code ?? '');
};

await enterOwnNamespace();
// A second call changes nothing.
await enterOwnNamespace();
const before = await local();
const relayed = async (outside: boolean): Promise<string> => {
  await using relay = await openRelay({
    ...{ listenHost: '127.0.0.1', target: () => ({ host: '127.0.0.1', port }), outside },
    ...{ protocol: 'any', clock: () => 0 },
  });
  return await firstWord(net.connect({ host: '127.0.0.1', port: relay.port })).catch(
    (error: NodeJS.ErrnoException) => error.code ?? '',
  );
};
const [relayedInside, relayedOutside] = [await relayed(false), await relayed(true)];
await openPassage({ host: '127.0.0.1', port });
const throughPassage = await local();
const direct = await firstWord(connectOutside({ host: '127.0.0.1', port }));
const other = net.createServer((socket) => socket.end('inside'));
other.listen(81, '127.0.0.1');
await once(other, 'listening');
const own = await firstWord(net.connect({ host: 'localhost', port: 81 }));
other.close();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage({
  ...{ before, relayedInside, relayedOutside, throughPassage, direct, own },
  namespace: readlinkSync('/proc/thread-self/ns/net'),
  ofProgram: spawnSync('readlink', ['/proc/self/ns/net'], { encoding: 'utf8' }).stdout.trim(),
});
