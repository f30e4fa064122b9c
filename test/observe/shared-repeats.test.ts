/** Tests how repeats are shared by key: a call that arrives during a repeat waits for the next one. */
import { expect, test } from 'vitest';
import { sharedRepeats } from '../../src/observe/shared-repeats.ts';

test('calls that arrive while a repeat is under way share the next one, which begins after them', async () => {
  const ask = sharedRepeats<number>();
  let made = 0;
  const begun = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<void>();
  const make = async (): Promise<number> => {
    const own = ++made;
    begun.resolve();
    await hold.promise;
    return own;
  };
  const first = ask('plain', make);
  await begun.promise;
  const [second, third] = [ask('plain', make), ask('plain', make)];
  hold.resolve();
  expect(await Promise.all([first, second, third])).toEqual([1, 2, 2]);
  expect(await ask('plain', make)).toBe(3);
});

test('a repeat of another key is not waited for, and a failure is not passed on', async () => {
  const ask = sharedRepeats<string>();
  const begun = Promise.withResolvers<void>();
  const hold = Promise.withResolvers<void>();
  const failing = ask('plain', async () => {
    begun.resolve();
    await hold.promise;
    throw new Error('the infrastructure broke');
  });
  await begun.promise;
  const later = ask('plain', async () => 'well');
  expect(await ask('another', async () => 'at once')).toBe('at once');
  hold.resolve();
  await expect(failing).rejects.toThrow('the infrastructure broke');
  expect(await later).toBe('well');
});
