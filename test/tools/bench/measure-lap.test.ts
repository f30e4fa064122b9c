/** Tests one lap of the benchmark: it starts what its cases need, and leaves nothing when it ends. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InfrastructureError } from '../../../src/model/errors.ts';
import type { LapJob } from '../../../tools/bench/lap-job.ts';
import { measureLap } from '../../../tools/bench/measure-lap.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lap-'));
  process.env['TMPDIR'] = folder;
});
afterAll(() => {
  delete process.env['TMPDIR'];
  rmSync(folder, { recursive: true, force: true });
});

/** Cases without a database, which are quick. The service of the second one exits by itself. */
const cases = [
  'ca.unset-is-insecure/http-adapter/unset',
  'ca.unreadable-stops-start/http-adapter/missing-path',
];
const job = (more: Partial<LapJob>): Omit<LapJob, 'report'> => ({
  way: 'bare',
  argv: [],
  cases,
  atOnce: 2,
  ...more,
});
const never = new AbortController().signal;
const leftBehind = (): string[] => readdirSync(folder).filter((name) => name.startsWith('magistrala'));

test.each(['bare', 'naive'] as const)('%s starts what the cases ask for, and leaves nothing', async (way) => {
  const lap = await measureLap(job({ way }), folder, never);
  expect(lap.counts).toEqual({ starts: 2, processes: 2, outcomes: { ready: 1, exited: 1, hung: 0 } });
  expect(lap.ms).toBeGreaterThan(0);
  expect(lap.ms).toBeLessThan(lap.wallMs);
  expect(lap.cpuMs).toBeGreaterThan(0);
  // The bare way has only the measured time, which is less than the whole time of the process.
  if (way === 'bare') expect(lap.clocked?.ownMs).toBeLessThan(lap.cpuMs);
  else expect(lap.clocked).toBeNull();
  if (process.platform === 'linux') {
    expect(lap.outside?.childrenCpuMs).toBeGreaterThan(0);
    expect(lap.outside?.peak.suite).toBeGreaterThan(10 * 2 ** 20);
  }
  expect(leftBehind()).toEqual([]);
});

test('a run that does not end with 0 has no figures', async () => {
  const failing = measureLap(job({ way: 'suite', argv: ['--section', 'nowhere'] }), folder, never);
  const error: unknown = await failing.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InfrastructureError);
  expect((error as InfrastructureError).message).toMatch(/suite to end with 0; found 2 and .*nowhere/);
});

test('an interrupted measurement ends in order', async () => {
  const reason = new Error('enough');
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 700);
  const many = Array.from({ length: 40 }, () => cases[0]!);
  await expect(measureLap(job({ way: 'naive', cases: many }), folder, stop.signal)).rejects.toBe(reason);
  expect(leftBehind()).toEqual([]);
});
