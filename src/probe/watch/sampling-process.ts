/**
 * The process in which all watches of a worker are sampled. A thread would not do: whatever else its process does,
 * starting services above all, delays its samples.
 */
import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { type Sampler, type SamplerOptions, type Samples, startSampling } from './sampler.ts';
import { strangersInAThread } from './strangers.ts';

export type Order = { id: number; start: SamplerOptions } | { id: number; stop: true };
export type Report = { ready: true } | { id: number; begun: true } | { id: number; samples: Samples };

/** On a busy machine it keeps the gaps small; without the right to, or without `chrt`, they show. */
const hurry = (): void => {
  for (const attempt of [
    () => setPriority(-15),
    // Real-time scheduling, Linux: a sample takes a fraction of a millisecond.
    () =>
      execFileSync('chrt', ['--rr', '--pid', '1', String(process.pid)], { stdio: 'ignore', timeout: 2000 }),
  ]) {
    try {
      attempt();
    } catch {
      // Not permitted to ordinary users.
    }
  }
};

// Made before, so that it does not hurry as well.
const isStranger = strangersInAThread();
hurry();

const samplers = new Map<number, Sampler>();
const report = (message: Report): void => void process.send?.(message);

process.on('message', (order: Order) => {
  if ('start' in order) {
    samplers.set(order.id, startSampling(order.start, isStranger));
    report({ id: order.id, begun: true });
    return;
  }
  const sampler = samplers.get(order.id);
  samplers.delete(order.id);
  void sampler?.stop().then((samples) => report({ id: order.id, samples }));
});
// A Ctrl-C at the terminal is for the suite, which still wants its samples.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
report({ ready: true });
