/** Tests runs without IPv6, and with loopback as the only network. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { startRun } from './command.ts';
import { endingOf, expectAllPassed } from './honesty.ts';
import { instruments } from './selection.ts';

/** A command that enters a new network namespace, prepares it with shell commands, and then runs the program. */
const inNetwork = (...commands: string[]): string[] => [
  ...['unshare', '--net', 'sh', '-ec', `${commands.join('; ')}; exec "$0" "$@"`],
];
const loopbackAlone = ['ip link set lo up'];
const noIpv6 = ['echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6', ...loopbackAlone];

const possible = (commands: readonly string[]): boolean => {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return false;
  const [program = '', ...args] = inNetwork(...commands);
  try {
    execFileSync(program, [...args, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** Whether Node can listen at an address: `listening`, or the code of the error. */
const listening = (host: string, via: readonly string[]): string => {
  const code = `
    require('node:net').createServer().on('error', ({ code }) => console.log(code))
      .listen(0, '${host}', function () { console.log('listening'); this.close(); })`;
  const [program, ...args] = [...via, process.execPath, '--eval', code];
  if (program === undefined) throw new Error('nothing to run');
  return execFileSync(program, args, { encoding: 'utf8' }).trim();
};

test.skipIf(!possible(noIpv6))(
  'no IPv6 (needs root, iproute2 and a /proc/sys that can be written)',
  async () => {
    const via = inNetwork(...noIpv6);
    expect(listening('::1', via)).toMatch(/^E/);
    expectAllPassed(await endingOf(startRun({ cases: instruments, via })));
  },
);

test.skipIf(!possible(loopbackAlone))('loopback alone (needs root and iproute2)', async () => {
  const via = inNetwork(...loopbackAlone);
  expectAllPassed(await endingOf(startRun({ cases: instruments, via })));
});

test.skipIf(!possible(['true']))(
  'not even loopback is up: said at once, in three parts (needs root)',
  async () => {
    const { wrong, report, end } = await endingOf(startRun({ cases: instruments, via: inNetwork('true') }));
    expect(wrong).toEqual([]);
    expect(report).toBeUndefined();
    expect(end.code).toBe(4);
  },
);
