import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sharedRepeats } from '../../src/run/shared-repeats.ts';

test('whoever asks while one is under way shares the next one, which begins after the question', async () => {
  const ask = sharedRepeats<number>();
  let made = 0;
  const make = async (): Promise<number> => {
    const own = ++made;
    await sleep(20);
    return own;
  };
  const first = ask('plain', make);
  await sleep(5);
  const [second, third] = [ask('plain', make), ask('plain', make)];
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
  expect(await ask('plain', make)).toBe(3);
});

test('other things are not waited for, and a failure is not handed on', async () => {
  const ask = sharedRepeats<string>();
  const failing = ask('plain', async () => {
    await sleep(10);
    throw new Error('the world broke');
  });
  const later = sleep(2).then(() => ask('plain', async () => 'well'));
  expect(await ask('another', async () => 'at once')).toBe('at once');
  await expect(failing).rejects.toThrow('the world broke');
  expect(await later).toBe('well');
});
