/** The thread in which all watches of a process are sampled, so that nothing else delays a sample. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { type Sampler, type SamplerOptions, type Samples, startSampling } from './sampler.ts';

export type Order = { id: number; start: SamplerOptions } | { id: number; stop: true };
export type Report = { ready: true } | { id: number; begun: true } | { id: number; samples: Samples };

/** On Linux 0 means this thread alone. On a busy machine it keeps the gaps small; without the right to, they show. */
if (process.platform === 'linux') {
  try {
    setPriority(0, -15);
  } catch {
    // Not permitted to ordinary users.
  }
}

const samplers = new Map<number, Sampler>();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
const report = (message: Report): void => parentPort?.postMessage(message);

parentPort?.on('message', (order: Order) => {
  if ('start' in order) {
    samplers.set(order.id, startSampling(order.start));
    report({ id: order.id, begun: true });
    return;
  }
  const sampler = samplers.get(order.id);
  samplers.delete(order.id);
  void sampler?.stop().then((samples) => report({ id: order.id, samples }));
});
report({ ready: true });
