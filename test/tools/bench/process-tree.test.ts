import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, test } from 'vitest';
import {
  cpuBelow,
  cpuOfEndedChildren,
  cpuOfMachine,
  partOf,
  readTree,
} from '../../../tools/bench/process-tree.ts';

test.each([
  [['node', '/a/fixtures/reference/main.ts', 'users'], 'service'],
  [['node', '/a/dist/fixtures/reference/main.js', 'users'], 'service'],
  [['node', '--single-threaded-gc', '/a/src/probe/watch/sampling-process.ts'], 'watch'],
  [['/n/bin/postgres', '-D', '/data'], 'postgres'],
  [['postgres: checkpointer '], 'postgres'],
  [['/n/bin/initdb'], 'postgres'],
  [['node', '/a/src/cli/main.ts'], 'suite'],
  [['cp', '-R', '/a/postgres', '/b'], 'suite'],
  [[], 'suite'],
])('%j is %s', (args, part) => {
  expect(partOf(args)).toBe(part);
});

describe.runIf(process.platform === 'linux')('what /proc tells', () => {
  const burn = (ms: number) => `while (process.cpuUsage().user < ${ms * 1000});`;

  it('finds children of children, with memory and CPU', async () => {
    const inner = `${burn(150)} console.log('x'); process.stdin.resume()`;
    const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
    const child = spawn(process.execPath, ['-e', outer], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const tree = readTree(child.pid!, true);
    const below = cpuBelow();
    child.stdin.end();
    await once(child, 'exit');
    expect(tree.length).toBe(2);
    expect(tree[0]).toMatchObject({ pid: child.pid, part: 'suite' });
    expect(tree[1]!.cpuMs).toBeGreaterThanOrEqual(100);
    for (const { pss } of tree) expect(pss).toBeGreaterThan(2 ** 20);
    expect(readTree(child.pid!, true)).toEqual([]);
    // What has ended counts as before.
    expect(below).toBeGreaterThanOrEqual(100);
    expect(cpuBelow()).toBeGreaterThanOrEqual(below);
  });

  it('counts the CPU of children that have ended, and of the machine', async () => {
    const [before, machine] = [cpuOfEndedChildren(), cpuOfMachine()];
    await once(spawn(process.execPath, ['-e', burn(200)]), 'exit');
    expect(cpuOfEndedChildren() - before).toBeGreaterThanOrEqual(150);
    const now = cpuOfMachine();
    expect(now.busy - machine.busy).toBeGreaterThanOrEqual(150);
    expect(now.all - machine.all).toBeGreaterThanOrEqual(now.busy - machine.busy);
  });
});
