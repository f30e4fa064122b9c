/** Resets a connection in a thread right after its shutdown was requested; the thread ends when nothing is left. */
import { once } from 'node:events';
import net from 'node:net';
import { Worker, isMainThread, workerData } from 'node:worker_threads';
import { reset } from '../../src/probe/reset.ts';

if (isMainThread) {
  const server = net.createServer({ allowHalfOpen: true }, (socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const worker = new Worker(new URL(import.meta.url), { workerData: server.address() });
  await once(worker, 'exit');
  process.stdout.write('the thread has ended\n');
  process.exit();
} else {
  const { port } = workerData as net.AddressInfo;
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect');
  socket.end();
  reset(socket);
}
