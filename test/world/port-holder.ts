/**
 * A stranger on this machine: binds free ports of a range, each for a while, and asks nobody. Called with the first and
 * the last port and the ms that a port is held; tells how many it took when it is ended by SIGTERM.
 */
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [from = 0, to = 0, heldMs = 0] = process.argv.slice(2).map(Number);
let taken = 0;

const hold = async (port: number): Promise<void> => {
  // It speaks HTTP in plaintext, as no service may on a port with a certificate.
  const server = createServer((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
  const bound = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(true));
  });
  server.on('connection', (socket) => socket.on('error', () => {}));
  if (!bound) return;
  taken++;
  await sleep(heldMs);
  server.close();
};

process.on('SIGTERM', () => {
  process.stdout.write(`${taken}\n`, () => process.exit());
});
process.stdout.write('ready\n');
for (let at = 0; ; at++) {
  const port = from + (at % (to - from + 1));
  // Every third port at a time; the others are there for the run.
  if ((at + Math.floor(at / (to - from + 1))) % 3 === 0) void hold(port);
  await sleep(2);
}
