/** Tests when a service counts as hung: after its boot time, without the time in which the machine did not run it. */
import { expect, test } from 'vitest';
import { bootRace } from '../../src/runtime/boot-race.ts';
import { watchLostTime } from '../../src/system/lost-time.ts';
import { longEnough } from '../patience.ts';

const race = (lostMs?: () => number) =>
  bootRace({
    exited: new Promise(() => {}),
    ready: async () => false,
    timeoutMs: 30,
    lostMs,
    signal: new AbortController().signal,
  });

test('a service that had all of its time is hung', async () => {
  expect(await race()).toBe('hung');
  expect(await race(() => 0)).toBe('hung');
});

test('a service that was kept from running gets what it lost', async () => {
  const began = performance.now();
  expect(await race(() => 40)).toBe('hung');
  expect(performance.now() - began).toBeGreaterThanOrEqual(69);
});

test('a service that never got its time is starved, not hung', async () => {
  expect(await race(() => 1e9)).toBe('starved');
});

test('a service that becomes ready in the time it is owed is ready', async () => {
  const raced = async (timeoutMs: number) => {
    const late = Promise.withResolvers<boolean>();
    const began = performance.now();
    let bound = 0;
    const outcome = await bootRace({
      exited: new Promise(() => {}),
      ready: () => late.promise,
      timeoutMs,
      lostMs: () => {
        bound = performance.now() - began;
        late.resolve(true);
        return 1e9;
      },
      signal: new AbortController().signal,
    });
    // Where this thread was run so late that all of the time is over, there is none in which it could be ready.
    return { outcome, timeIsLeft: bound < 2 * timeoutMs };
  };
  const { outcome } = await longEnough(raced, ({ timeIsLeft }) => timeIsLeft);
  expect(outcome).toBe('ready');
});

test('time in which this thread is kept from its timers is lost', async () => {
  using watched = watchLostTime();
  const until = performance.now() + 500;
  while (performance.now() < until);
  expect(watched.lostMs(undefined)).toBeGreaterThan(200);
});

test('a process that is not there adds nothing to what this thread lost', () => {
  using watched = watchLostTime();
  // The time that this thread has lost only grows.
  expect(watched.lostMs(2 ** 30)).toBeLessThanOrEqual(watched.lostMs(undefined));
});
