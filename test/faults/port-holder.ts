/**
 * Binds free ports of a range in turn and holds each for a number of steps, as another program on this machine might.
 * Arguments: the first port, the last port, and the steps that a port is held (about 2 ms each, more on a busy machine,
 * where as many ports are held). Prints how many ports it took when SIGTERM ends it.
 */
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [from = 0, to = 0, heldSteps = 0] = process.argv.slice(2).map(Number);
let taken = 0;
/** By the step at which they are given back. */
const held = new Map<number, Server>();

const hold = async (port: number, until: number): Promise<void> => {
  // It speaks HTTP in plaintext, which no service with a certificate may do.
  const server = createServer((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  const bound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(true));
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  if (!bound) return;
  taken++;
  held.set(until, server);
};

process.on('SIGTERM', () => {
  process.stdout.write(`${taken}\n`, () => process.exit());
});
process.stdout.write('ready\n');
for (let step = 0; ; step++) {
  held.get(step)?.close();
  held.delete(step);
  const port = from + (step % (to - from + 1));
  // Every third port at a time; the run can use the others.
  if ((step + Math.floor(step / (to - from + 1))) % 3 === 0) await hold(port, step + heldSteps);
  await sleep(2);
}
