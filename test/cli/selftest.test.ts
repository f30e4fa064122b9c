/** Tests the command `selftest`: wrong arguments end with 2, and a signal stops it in order. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { until } from '../patience.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'selftest-'));
// Services that run as another user must be able to enter the folder.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const command = (...args: string[]) => {
  const child = spawn(process.execPath, [main, 'selftest', '--out', join(folder, 'out'), ...args], {
    env: { ...process.env, TMPDIR: folder, CI: '1' },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, text: () => text };
};

test.each([
  [['--mutant', 'no-such-fault'], 'no-such-fault'],
  [['--handbook', '--mutant', 'half-pair-refuses'], 'leave --mutant out'],
  [['--jobs', 'many'], '--jobs'],
  [['what'], 'what'],
])('%j is a mistake in the arguments', async (args, named) => {
  const { ended, text } = command(...args);
  expect(await ended).toBe(2);
  expect(text()).toContain(named);
  expect(text()).not.toMatch(/\n\s+at /);
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops everything, and keeps the results so far', async (signal, code) => {
  const { child, ended, text } = command('--mutant', 'half-pair-refuses');
  const runFolder = () => readdirSync(folder).find((name) => name.startsWith('magistrala-conformance-'));
  // Starts of services are under way as soon as the fault points that they pass are written down.
  const underWay = (name: string): boolean => readdirSync(join(folder, name)).includes('passed');
  await until(() => {
    const name = runFolder();
    return name !== undefined && underWay(name);
  });
  child.kill(signal);
  expect(await ended).toBe(code);
  expect(text()).toContain(`interrupted by ${signal}`);
  expect(runFolder()).toBeUndefined();
  const read = (name: string) => readFileSync(join(folder, 'out', name), 'utf8');
  expect(JSON.parse(read('selftest.json'))).toMatchObject({ complete: false, mutants: [] });
  expect(read('selftest.md')).toContain('not complete');
  expect(JSON.parse(read('badge.json'))).toMatchObject({ message: 'interrupted' });
  rmSync(join(folder, 'out'), { recursive: true });
});
