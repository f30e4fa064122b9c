/** Locks a port for tests, and waits for locks that a fork still holds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { lockPort } from '../../../src/system/ports/lock.ts';
import { patienceMs } from '../../patience.ts';

/**
 * The release of a port's lock, or undefined when it stays taken. A process that is being forked, by a test beside
 * this one too, holds a copy of every lock for a moment; a lock that was left behind stays.
 */
export async function lockSoon(port: number): Promise<(() => void) | undefined> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(5)) {
    const release = await lockPort(port);
    if (release) return release;
  }
  return undefined;
}
