/** Tests that a reset reaches the other end and never keeps its thread from ending. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reset } from '../../src/probe/reset.ts';
import { patienceMs } from '../patience.ts';

/** Runs in a separate process: a thread that does not end would keep this one for ever. */
test('a connection that is reset while its shutdown is under way keeps no thread from ending', async () => {
  const program = fileURLToPath(new URL('./reset-in-a-thread.ts', import.meta.url));
  const child = spawn(process.execPath, [program], { timeout: patienceMs, killSignal: 'SIGKILL' });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (said += text.toString()));
  expect(await once(child, 'close')).toEqual([0, null]);
  expect(said).toBe('the thread has ended\n');
});

test('the other end of any other connection sees a reset', async () => {
  const server = net.createServer((socket) => reset(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
  client.write('x');
  const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNRESET');
  server.close();
});
