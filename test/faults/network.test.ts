/** Tests a run whose loopback has 100 ms more latency and 5 % loss. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patienceMs } from '../patience.ts';
import { startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { fewest } from './selection.ts';

const slow = (...command: string[]): string[] => [
  ...['unshare', '--net', 'perl', join(import.meta.dirname, 'slow-loopback.pl'), '100', '5'],
  ...command,
];

/** ms until an echo over TCP is back: four ways, two for the opening and two for the bytes. */
const echo = `
  const server = require('net').createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1', () => {
    const began = performance.now();
    const socket = require('net').connect(server.address().port, '127.0.0.1', () => socket.write('x'));
    socket.on('data', () => { console.log(Math.round(performance.now() - began)); process.exit(); });
  });`;

const possible = (): boolean => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux' || !existsSync('/dev/net/tun')) return false;
  try {
    execFileSync('unshare', ['--net', 'ip', 'link'], { stdio: 'ignore' });
    return execFileSync('perl', ['-MTime::HiRes', '-e', '1']).length === 0;
  } catch {
    return false;
  }
};

test.skipIf(!possible())('100 ms more latency and 5 % loss (needs root, iproute2 and perl)', async () => {
  const [command = '', ...args] = slow(process.execPath, '--eval', echo);
  expect(
    Number(execFileSync(command, args, { encoding: 'utf8', timeout: patienceMs })),
  ).toBeGreaterThanOrEqual(400);

  const { wrong, outcomes, end } = await endingOf(startRun({ cases: fewest, via: slow() }));
  expect(wrong).toEqual([]);
  expect(outcomes['pass'], end.console).toBeGreaterThanOrEqual(2);
});
