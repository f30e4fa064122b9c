/** Tests that the young generation of a worker stays small, in a process for itself: the flags are a process's. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const module = new URL('../../src/system/small-heaps.ts', import.meta.url).href;

/** Bytes of the young generation of a worker that keeps a part of what it makes. */
const youngBytes = async (before: string): Promise<number> => {
  const worker = `
    import { getHeapSpaceStatistics } from 'node:v8';
    const kept = [];
    for (let at = 0; at < 3e6; at++) { const one = { at }; if (at % 4 === 0) kept.push(one); }
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size);`;
  const main = `
    import { Worker } from 'node:worker_threads';
    ${before}
    new Worker(${JSON.stringify(worker)}, { eval: true });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', main]);
  return Number(stdout);
};

test('a worker keeps no more than two halves of 4 MiB', async () => {
  const small = `import { keepHeapsSmall } from ${JSON.stringify(module)}; keepHeapsSmall();`;
  const [kept, usual] = await Promise.all([youngBytes(small), youngBytes('')]);
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(3 * 4 * 2 ** 20);
  expect(usual).toBeGreaterThan(3 * 4 * 2 ** 20);
});
