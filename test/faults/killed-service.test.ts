/** Tests services that are killed while they start or are probed, as by a kernel that runs out of memory. */
import { expect, onTestFinished, test } from 'vitest';
import { startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { killed, servicesOf } from './leftovers.ts';
import { few } from './selection.ts';

test('every service is killed some 300 ms after its start', async () => {
  const run = startRun({ cases: few });
  const since = new Map<number, number>();
  let count = 0;
  const killer = setInterval(() => {
    for (const { pid } of servicesOf(run.pid)) {
      const first = since.get(pid) ?? performance.now();
      since.set(pid, first);
      if (performance.now() - first < 300) continue;
      if (killed(pid)) count++;
    }
  }, 20);
  onTestFinished(() => clearInterval(killer));
  const { wrong, end } = await endingOf(run);
  clearInterval(killer);
  expect(count).toBeGreaterThan(5);
  expect(wrong).toEqual([]);
  expect(end.console).toContain('SERVICE_KILLED');
});
