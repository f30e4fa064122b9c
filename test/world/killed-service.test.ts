/** Services are killed while they start or while they are looked at, as by a kernel that runs out of memory. */
import { expect, onTestFinished, test } from 'vitest';
import { startRun } from './command.ts';
import { toldBy } from './honesty.ts';
import { processesOf } from './leftovers.ts';
import { few } from './selection.ts';

/** False for one that has ended since it was seen. */
const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
};

test('every service is killed some 300 ms after its start', async () => {
  const run = startRun({ cases: few });
  const since = new Map<number, number>();
  let killed = 0;
  const killer = setInterval(() => {
    for (const { pid, command } of processesOf(run.pid)) {
      if (!/fixtures\/reference\/main\.[jt]s/.test(command)) continue;
      const first = since.get(pid) ?? performance.now();
      since.set(pid, first);
      if (performance.now() - first < 300) continue;
      if (kill(pid)) killed++;
    }
  }, 20);
  onTestFinished(() => clearInterval(killer));
  const { wrong, end } = await toldBy(run);
  clearInterval(killer);
  expect(killed).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
  expect(end.console).toContain('SERVICE_KILLED');
});
