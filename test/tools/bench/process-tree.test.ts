/** Tests how the benchmark finds the processes of a run in /proc, with memory and CPU of each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { cpuOfEndedChildren, cpuOfMachine, type Memory } from '../../../tools/bench/process-tree.ts';

describe.runIf(process.platform === 'linux')('what /proc shows', () => {
  const burn = (ms: number) => `while (process.cpuUsage().user < ${ms * 1000});`;

  /**
   * Output of `script`, run in a process that starts nothing else: other test files start and end programs in the
   * test's own process meanwhile, and the CPU time of a program that outlives its parent is lost.
   */
  const inNewProcess = async (script: string): Promise<Record<string, unknown>> => {
    const module = new URL('../../../tools/bench/process-tree.ts', import.meta.url);
    const imports = `import { argumentsOf, cpuBelow, cpuOfProcess, memoryOf, treeOf } from ${JSON.stringify(module.href)};
      import { spawn } from 'node:child_process'; import { once } from 'node:events';`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', imports + script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(await text(child.stdout)) as Record<string, unknown>;
  };

  it('finds children of children, with memory and CPU, and counts what has ended as before', async () => {
    const inner = `${burn(150)} console.log('x'); process.stdin.resume()`;
    const outer = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { stdio: 'inherit' })`;
    const seen = await inNewProcess(`
      const child = spawn(process.execPath, ['-e', ${JSON.stringify(outer)}], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      const pids = treeOf(child.pid);
      const tree = [];
      for (const pid of pids) {
        tree.push({ pid, cpuMs: cpuOfProcess(pid), args: argumentsOf(pid), memory: await memoryOf(pid) });
      }
      const running = cpuBelow();
      child.stdin.end();
      await once(child, 'exit');
      const gone = [cpuOfProcess(child.pid), argumentsOf(child.pid), await memoryOf(child.pid)];
      console.log(JSON.stringify({ pid: child.pid, tree, running, gone, ended: cpuBelow() }));
    `);
    const tree = seen['tree'] as { pid: number; cpuMs: number; args: string[]; memory: Memory }[];
    expect(tree.length).toBe(2);
    expect(tree[0]!.pid).toBe(seen['pid']);
    expect(tree[1]!.args).toContain(inner);
    expect(tree[1]!.cpuMs).toBeGreaterThanOrEqual(100);
    for (const { memory } of tree) {
      expect(memory.pss).toBeGreaterThan(2 ** 20);
      expect(memory.rss).toBeGreaterThanOrEqual(memory.pss);
    }
    expect(seen['gone']).toEqual([0, [], null]);
    expect(seen['running']).toBeGreaterThanOrEqual(100);
    expect(seen['ended']).toBeGreaterThanOrEqual(seen['running'] as number);
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
