/** Tests how workers receive the description of their run, whether they ask before or after it is ready. */
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { PostgresDescription } from '../../fixtures/postgres/description.ts';
import type { RunDescription } from '../../src/stack/context.ts';
import { handedOver, handOver } from '../../src/workers/hand-over.ts';

const module = new URL('../../src/workers/hand-over.ts', import.meta.url).href;

/** A thread that waits for a description and posts its id, or the message of the error. */
const waits = (name: string): Promise<unknown> => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(module)})
      .then(({ handedOver }) => handedOver(${JSON.stringify(name)}))
      .then(({ description }) => parentPort.postMessage(description.id), (error) => parentPort.postMessage(error.message));`;
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

test('what comes up later is waited for, part by part', async () => {
  using mine = handOver('a run in parts');
  mine.give(description);
  const { description: given, surroundings } = await handedOver('a run in parts');
  expect(given.id).toBe('right');
  const seen: string[] = [];
  const server = { host: '127.0.0.1', port: 1, fingerprint256: null };
  const postgres = { servers: { right: server } } as PostgresDescription;
  const waiting = [
    surroundings((known) => known.backplane).then(() => seen.push('backplane')),
    surroundings(({ postgres: up }) => up?.servers.right).then(({ port }) => seen.push(`right at ${port}`)),
    surroundings(({ postgres: up }) => up?.servers.off).then(() => seen.push('off')),
  ];
  mine.provide({ postgres });
  await waiting[1];
  mine.provide({ backplane: {} });
  await waiting[0];
  expect(seen).toEqual(['right at 1', 'backplane']);
  mine.provide({ postgres: { ...postgres, servers: { right: server, off: server } } });
  await waiting[2];
  expect(seen).toEqual(['right at 1', 'backplane', 'off']);
  // A worker that asks late is told everything at once.
  const late = await handedOver('a run in parts');
  expect(await late.surroundings(({ backplane, postgres: up }) => backplane && up?.servers.off)).toEqual(
    server,
  );
});

test('what does not come up any more is an error for all that wait for it', async () => {
  using mine = handOver('a run that ends early');
  mine.give(description);
  const { surroundings } = await handedOver('a run that ends early');
  const waiting = surroundings((known) => known.backplane);
  mine.giveUp();
  await expect(waiting).rejects.toThrow('could not be set up');
});
