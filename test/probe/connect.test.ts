/** Tests that the probe reports why a TCP connection failed, a connection of a socket to itself included. */
import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { connect, isSelfConnected } from '../../src/probe/listener/connect.ts';
import { patienceMs } from '../patience.ts';
import { raw } from './servers.ts';

const host = '127.0.0.1';

test('a socket that TCP connected to itself reached no listener', async () => {
  const before = await raw(() => {});
  const { port } = before.address;
  await before[Symbol.asyncDispose]();
  const socket = net.connect({ host, port, localAddress: host, localPort: port });
  await once(socket, 'connect');
  expect(isSelfConnected(socket)).toBe(true);
  socket.resetAndDestroy();
});

test('a connection is made, or the reason why it failed is known within the bound', async () => {
  await using server = await raw(() => {});
  const made = await connect(server.address, { timeoutMs: patienceMs });
  if ('error' in made) throw new Error(made.error);
  expect(isSelfConnected(made.socket)).toBe(false);
  made.socket.destroy();
  expect(await connect({ host, port: 1 }, { timeoutMs: patienceMs })).toEqual({ error: 'ECONNREFUSED' });
  // RFC 5737: an address that no machine has.
  const nowhere = await connect({ host: '192.0.2.1', port: 9 }, { timeoutMs: 100 });
  expect(nowhere).toEqual({
    error: expect.stringMatching(/^(TIMEOUT|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED)$/),
  });
});
