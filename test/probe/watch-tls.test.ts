/** Tests that the byte probe recognises a TLS listener by its answer to plaintext. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startWatchProcess, watchPlaintext } from '../../src/probe/watch.ts';
import { plaintextRefuser, raw } from './servers.ts';

await startWatchProcess();

const alert = Buffer.from([0x15, 3, 3, 0, 2, 2, 10]);
const bare400 = 'HTTP/1.1 400 Bad Request\r\n\r\n';

test.each([
  ['an alert', () => raw((socket) => socket.once('data', () => socket.end(alert))), true],
  ['a 400 that asks for HTTPS', plaintextRefuser, true],
  ['a bare 400', () => raw((socket) => socket.once('data', () => socket.end(bare400))), false],
  ['nothing', () => raw((socket) => socket.end()), false],
] as const)('an answer of a TLS listener to plaintext is reported as one: %s', async (_, open, tls) => {
  await using server = await open();
  const watcher = watchPlaintext(server.address, 'http', { clock: () => 1000 });
  await sleep(150);
  const watch = await watcher.stop();
  expect(watch.connected).toBeGreaterThan(0);
  expect(watch.plaintextAt).toEqual([]);
  if (tls) expect(watch.tlsAt).toBeGreaterThanOrEqual(1000);
  else expect(watch).not.toHaveProperty('tlsAt');
});
