/**
 * Measures time that does not count for a service, because it, or the suite beside it, waited for a CPU: a process
 * that is not let run is not hung.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** ms between two looks at how late the suite's own timers are. */
const beatMs = 200;

export interface LostTime extends Disposable {
  /**
   * ms since the watch began that the service or this thread waited for a CPU, whichever waited longer.
   * @param pid of the service, where it is a process that this machine shows
   */
  lostMs: (pid: number | undefined) => number;
}

/** Watches from now on. Costs a timer; the system is asked only by `lostMs`. */
export const watchLostTime = (): LostTime => {
  const before = ownDelayMs();
  // A thread that is kept from running, or busy with other work, is late for its timers as well.
  let lateMs = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    lateMs += Math.max(0, now - last - beatMs);
    last = now;
  }, beatMs).unref();
  return {
    lostMs: (pid) => {
      const due = Math.max(0, performance.now() - last - beatMs);
      return Math.max(
        pid === undefined ? 0 : delayOf(pid),
        before === undefined ? 0 : (ownDelayMs() ?? before) - before,
        lateMs + due,
      );
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
};

/** Second field of schedstat (the kernel's documentation, scheduler/sched-stats): ns spent waiting for a CPU. */
const delayIn = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'latin1').split(' ')[1]) / 1e6;
  } catch {
    return undefined;
  }
};

const ownDelayMs = (): number | undefined => delayIn('/proc/thread-self/schedstat');

/** Of its threads, the one that waited longest since the process began; 0 where the system does not show it. */
const delayOf = (pid: number): number => {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return Math.max(0, ...threads.map((thread) => delayIn(`/proc/${pid}/task/${thread}/schedstat`) ?? 0));
  } catch {
    return 0;
  }
};
