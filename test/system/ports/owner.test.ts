/** Tests how the process behind a port is found: the service, its child, or another program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ownerOfPort, strangerAt } from '../../../src/system/ports/owner.ts';

const linux = process.platform === 'linux';
const listening = `
  const server = require('node:net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port));`;

/** A process that leads a group and listens, by itself or by a child. */
const startListener = async (byChild: boolean, label: string): Promise<{ pid: number; port: number }> => {
  const args = ['--eval', listening];
  const [command, given]: [string, string[]] = byChild
    ? ['/bin/sh', ['-c', '"$0" "$@"; exit', process.execPath, ...args]]
    : [process.execPath, args];
  const child = spawn(command, given, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { MAGISTRALA_CONFORMANCE_RUN: label },
  });
  const pid = child.pid ?? 0;
  onTestFinished(() => void process.kill(-pid, 'SIGKILL'));
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { pid, port: Number(port) };
};

test.skipIf(!linux).for([false, true])(
  'a port is the service’s own, also by a child of it: %s',
  async (byChild) => {
    const service = await startListener(byChild, 'one');
    expect(ownerOfPort(service.port, 'tcp', service.pid)).toBe('service');
    expect(ownerOfPort(service.port, 'udp', service.pid)).toBe('nobody');
    expect(strangerAt(service.port, 'one')).toBe(false);
    expect(strangerAt(service.port, 'another')).toBe(true);
  },
);

test.skipIf(!linux)('a port of another program is reported, and a free one', async () => {
  const service = await startListener(false, 'one');
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  expect(ownerOfPort(port, 'tcp', service.pid)).toBe('stranger');
  stranger.close();
  await once(stranger, 'close');
  expect(ownerOfPort(port, 'tcp', service.pid)).toBe('nobody');
  expect(strangerAt(port, 'one')).toBe(false);
});

test.skipIf(!linux)(
  'a service that has ended owns no port, least of all one that another program has taken',
  async () => {
    const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore', detached: true });
    await once(ended, 'exit');
    const stranger = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    await once(stranger, 'listening');
    expect(ownerOfPort((stranger.address() as AddressInfo).port, 'tcp', ended.pid!)).toBe('nobody');
  },
);

test.skipIf(!linux)('connections, of which a machine may have thousands, hide no listener', async () => {
  const crowded = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(crowded, 'listening');
  const { port } = crowded.address() as AddressInfo;
  const sockets = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect({ host: '127.0.0.1', port });
      await once(socket, 'connect');
      return socket;
    }),
  );
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    crowded.close();
  });
  const service = await startListener(false, 'one');
  expect(ownerOfPort(service.port, 'tcp', service.pid)).toBe('service');
  expect(ownerOfPort(port, 'tcp', service.pid)).toBe('stranger');
});
