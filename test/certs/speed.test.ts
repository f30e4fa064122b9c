import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

// Not by the clock, and in a process of its own: how busy the machine is with something else is not measured.
it('makes authorities, every identity and every form of file within 0.3 s of CPU time', async () => {
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'make-everything.ts')]);
  const times = stdout.trim().split('\n').map(Number);
  expect(times).toHaveLength(5);
  expect(Math.min(...times)).toBeLessThan(300);
});
