/**
 * Takes the samples of all watches of a worker, in a separate process. In a thread of the worker, other work of the
 * worker, above all the starting of services, would delay the samples.
 */
import { execFileSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { type Sampler, type SamplerOptions, type Samples, startSampling } from './sampler.ts';
import { strangersInAThread } from './strangers.ts';

export type Order = { id: number; start: SamplerOptions } | { id: number; stop: true };
export type Report = { ready: true } | { id: number; begun: true } | { id: number; samples: Samples };

/** Raises the priority, which keeps the gaps small on a busy machine; without permission or `chrt` the gaps grow. */
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

// Started before the priority is raised, so that it does not get that priority.
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
// Ignores a Ctrl-C at the terminal: the suite handles it, and needs the samples until then.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
report({ ready: true });
