/** Tests a run whose launcher, the process that starts its services, is killed in the middle. */
import { expect, test, vi } from 'vitest';
import { patienceMs } from '../patience.ts';
import { startRun } from './command.ts';
import { endingOf } from './honesty.ts';
import { killed, processesOf, servicesOf } from './leftovers.ts';
import { many } from './selection.ts';

test('SIGKILL: the starts of that moment are made again without it, and nothing else is lost', async () => {
  const run = startRun({ cases: many });
  await run.observed(4);
  const launcher = processesOf(run.pid).find(({ command }) => /launcher-main\.[jt]s/.test(command))!;
  expect(launcher.parent).toBe(run.pid);
  const services = () => servicesOf(run.pid);
  await vi.waitUntil(() => services().length > 0, { timeout: patienceMs, interval: 5 });
  expect(services().every(({ parent }) => parent === launcher.pid)).toBe(true);
  expect(killed(launcher.pid)).toBe(true);
  // Later services are the suite's.
  await vi.waitUntil(() => services().some(({ parent }) => parent === run.pid), {
    timeout: patienceMs,
    interval: 5,
  });
  const { wrong, end, journal } = await endingOf(run);
  expect(wrong).toEqual([]);
  // A busy machine may leave single cases untestable.
  expect([0, 3], end.console).toContain(end.code);
  const attempts = journal.flatMap((line) => (line.type === 'observation' ? line.attempts : []));
  expect(new Set(attempts.map(({ code }) => code))).toContain('LAUNCHER_LOST');
});
