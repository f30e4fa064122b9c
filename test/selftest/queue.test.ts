/** Tests the queue of the selftest: jobs never cost more than the capacity, and none starts after a failure. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { doAll } from '../../src/selftest/queue.ts';

const one = () => 1;

test('the costs of what is under way never exceed the capacity, and nothing is left out', async () => {
  let now = 0;
  let most = 0;
  const done: number[] = [];
  await doAll([3, 1, 1, 2, 9, 1], { capacity: 4, costOf: (cost) => cost }, async (cost) => {
    now += Math.min(cost, 4);
    most = Math.max(most, now);
    await sleep(5);
    now -= Math.min(cost, 4);
    done.push(cost);
  });
  expect(most).toBe(4);
  expect(done.sort((a, b) => a - b)).toEqual([1, 1, 1, 2, 3, 9]);
});

test('after a failure no job is begun, and those under way are waited for', async () => {
  const begun: string[] = [];
  let ended = false;
  const all = doAll(['fails', 'slow', 'late'], { capacity: 2, costOf: one }, async (job) => {
    begun.push(job);
    if (job === 'fails') throw new Error('broken');
    await sleep(20);
    ended = true;
  });
  await expect(all).rejects.toThrow('broken');
  expect(begun).toEqual(['fails', 'slow']);
  expect(ended).toBe(true);
});
