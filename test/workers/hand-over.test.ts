/** Tests how workers receive the description of their run, whether they ask before or after it is ready. */
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { RunDescription } from '../../src/stack/context.ts';
import { handOver } from '../../src/workers/hand-over.ts';

const module = new URL('../../src/workers/hand-over.ts', import.meta.url).href;

/** A thread that waits for a description and posts its id, or the message of the error. */
const waits = (name: string): Promise<unknown> => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(module)})
      .then(({ handedOver }) => handedOver(${JSON.stringify(name)}))
      .then(({ id }) => parentPort.postMessage(id), (error) => parentPort.postMessage(error.message));`;
  return once(new Worker(code, { eval: true }), 'message').then(([said]) => said as unknown);
};

const description = { id: 'right' } as RunDescription;

test('workers that wait get the description, later ones too, and none gets that of another run', async () => {
  using other = handOver('another run');
  using mine = handOver('this run');
  other.give({ ...description, id: 'wrong' });
  const early = [waits('this run'), waits('this run')];
  const first = await Promise.race([
    ...early,
    new Promise((resolve) => setTimeout(resolve, 500, 'none yet')),
  ]);
  expect(first).toBe('none yet');
  mine.give(description);
  expect(await Promise.all(early)).toEqual(['right', 'right']);
  expect(await waits('this run')).toBe('right');
});

test('where there is no description, early and late workers get an error', async () => {
  using mine = handOver('a run without a description');
  const early = waits('a run without a description');
  mine.giveUp();
  expect(await early).toContain('could not be set up');
  expect(await waits('a run without a description')).toContain('could not be set up');
});
