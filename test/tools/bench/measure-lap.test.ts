/** Tests one lap of the benchmark: a run of the suite, measured from outside. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeFolder } from '../../../src/system/package.ts';
import type { Lap } from '../../../tools/bench/measure-lap.ts';
import { ofKind } from '../../../tools/bench/summarize.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lap-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/**
 * A lap in a process that starts nothing else: what other test files start in the test's own process meanwhile would
 * belong to it.
 * @param abortAfterMs interrupts it, for the reason `enough`
 */
const measure = async (argv: string[], abortAfterMs?: number): Promise<{ lap?: Lap; error?: string }> => {
  const module = new URL('../../../tools/bench/measure-lap.ts', import.meta.url);
  const job = { checkout: codeFolder, argv: ['--out', join(folder, 'run'), ...argv] };
  const script = `
    import { measureLap } from ${JSON.stringify(module.href)};
    const stop = new AbortController();
    const abortAfterMs = ${JSON.stringify(abortAfterMs ?? null)};
    if (abortAfterMs !== null) setTimeout(() => stop.abort(new Error('enough')), abortAfterMs);
    const job = { ...${JSON.stringify(job)}, services: new Set(), containers: false, codes: [0] };
    const answer = await measureLap(job, stop.signal).then((lap) => ({ lap }), ({ message }) => ({ error: message }));
    console.log(JSON.stringify(answer));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(await text(child.stdout)) as { lap?: Lap; error?: string };
};

/** Without a database, which makes it quick. */
const quick = ['--case', 'ca.unset-is-insecure/http-adapter/unset'];

test('a run is measured from its start to its end', async () => {
  const { lap, error } = await measure(quick);
  expect(error).toBeUndefined();
  const { wallMs, cpuMs, accounts, memory, edges } = lap!;
  expect(wallMs).toBeGreaterThan(0);
  if (process.platform !== 'linux') return;
  expect(cpuMs).toBeGreaterThan(0);
  expect(memory?.pss).toBeGreaterThan(20 * 2 ** 20);
  expect(memory?.rss).toBeGreaterThanOrEqual(memory!.pss);
  if ('why' in accounts) {
    expect(accounts.why).toMatch(/^needs /);
    // Without the events of the kernel a service may come and go between two looks.
    return;
  }
  expect(edges?.first).toBeGreaterThan(0);
  expect(edges?.last).toBeLessThan(wallMs);
  expect(ofKind(accounts, 'service')).toBeGreaterThan(0);
  const ofStarts = Object.values(accounts.starts);
  expect(ofStarts.length).toBe(1);
  expect(ofStarts[0]).toBeCloseTo(ofKind(accounts, 'service'), 3);
  const { recordedMs, groupMs } = accounts;
  if (groupMs === null) return;
  // What is not on record is what the end of each process costs.
  expect(recordedMs).toBeGreaterThan(0.9 * groupMs);
  expect(recordedMs).toBeLessThan(1.01 * groupMs);
});

test('a run that does not end as it should has no figures', async () => {
  const { error } = await measure(['--section', 'nowhere']);
  expect(error).toMatch(/to end with 0; found 2 and .*nowhere/);
});

test('an interrupted measurement ends in order', async () => {
  expect(await measure(quick, 300)).toEqual({ error: 'enough' });
});
