/** Tests that starts with a byte probe take turns, except while they only wait. */
import { expect, test } from 'vitest';
import { inTurn } from '../../src/observe/observe-plan.ts';
import type { Probe } from '../../suites/vocabulary.ts';

const plan = (...probes: Probe[]) => ({ probes });

test('one start at a time, until it hands its turn on', async () => {
  const events: string[] = [];
  const lingers = Promise.withResolvers<void>();
  const first = inTurn(plan('plaintext-watch', 'wait-for-retry'), async (handOn) => {
    events.push('first starts');
    await Promise.resolve();
    events.push('first lingers');
    handOn();
    // A second call changes nothing: a start hands only its own turn on.
    handOn();
    await lingers.promise;
    events.push('first ends');
  });
  const ends = Promise.withResolvers<void>();
  const second = inTurn(plan('plaintext-watch'), async () => {
    events.push('second starts');
    await ends.promise;
    events.push('second ends');
  });
  const third = inTurn(plan('plaintext-watch'), async () => void events.push('third'));
  await inTurn(plan('listeners'), async () => void events.push('without a probe'));
  await expect.poll(() => events).toContain('second starts');
  lingers.resolve();
  await first;
  ends.resolve();
  await Promise.all([second, third]);
  expect(events).toEqual([
    ...['without a probe', 'first starts', 'first lingers', 'second starts'],
    ...['first ends', 'second ends', 'third'],
  ]);
});

test('a start that fails hands its turn on', async () => {
  const failed = inTurn(plan('plaintext-watch'), () => Promise.reject(new Error('no')));
  await expect(failed).rejects.toThrow('no');
  expect(await inTurn(plan('plaintext-watch'), () => Promise.resolve('next'))).toBe('next');
});
