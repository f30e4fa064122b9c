/** Tests that a server ends with all its connections, and that an error of one connection ends no other. */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { expect, test } from 'vitest';
import { openServer } from '../../src/system/open-server.ts';
import { until } from '../patience.ts';

const host = '127.0.0.1';

/** Connects, and waits until the server has the connection. */
const connected = async (
  { address, connections }: Awaited<ReturnType<typeof openServer>>,
  many = 1,
): Promise<net.Socket> => {
  const socket = net.connect(address).on('error', () => {});
  await once(socket, 'connect');
  await until(() => connections.size === many);
  return socket;
};

test('it ends with all its connections, and with those that were added', async () => {
  await using other = await openServer(net.createServer(), host);
  const server = net.createServer();
  const opened = await openServer(server, host);
  const first = await connected(opened);
  const second = await connected(opened, 2);
  const added = await connected(other);
  opened.remember(added);
  const closed = [first, second, added].map((socket) => once(socket, 'close'));
  await opened[Symbol.asyncDispose]();
  await Promise.all(closed);
  expect(opened.connections.size).toBe(0);
  // The port itself is not asked: another test may have got it meanwhile.
  expect(server.listening).toBe(false);
  // Ending a second time changes nothing.
  await opened[Symbol.asyncDispose]();
});

test('a connection that is over is forgotten, and its error ends nothing else', async () => {
  await using opened = await openServer(
    http.createServer((_, response) => response.end('served')),
    host,
  );
  const client = await connected(opened);
  client.write('GET / HTTP/1.1\r\n');
  client.resetAndDestroy();
  await until(() => opened.connections.size === 0);
  const answer = await fetch(`http://${host}:${opened.address.port}/`, { headers: { connection: 'close' } });
  expect(await answer.text()).toBe('served');
});

test('a port that cannot be bound is an error of the system', async () => {
  // An address of TEST-NET-1 (RFC 5737) that no machine has.
  await expect(openServer(net.createServer(), '192.0.2.1')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});
