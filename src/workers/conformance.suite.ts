/** Defines one vitest test a case. A test observes, and marks contradictions at once; the judge decides at the end. */
import { describe, inject, test } from 'vitest';
import { provideDisposableStack } from '../system/disposable-stack.ts';
import { judge } from '../judge/judge.ts';
import { handedOver } from './hand-over.ts';
import { workerOf } from './worker.ts';

provideDisposableStack();
const worker = await workerOf(await handedOver(inject('handedOverAs')), inject('starts'));

describe(worker.groups.join(', '), { concurrent: true, timeout: 0 }, () => {
  for (const { plan, cases } of worker.starts) {
    for (const one of cases) {
      test(one.id, async ({ task, signal }) => {
        const seen = await worker.observe(plan, signal).catch((error: unknown) => {
          // A run that is ended reports why nothing more was observed.
          if (!signal.aborted) task.meta.lost = worker.lostBy(plan, error);
          throw error;
        });
        task.meta.seen = true;
        if (one.id === plan.cases[0]) task.meta.observed = seen;
        const verdict = judge(one, worker.observed);
        task.meta.provisional = verdict;
        // A case whose controls are observed in other projects stays undecided here.
        if (verdict.outcome === 'fail') throw red(`${verdict.observed}\nexpected: ${verdict.expected}`);
      });
    }
  }
});

/** For an editor. Without a trace, which would name this file alone, and for which vitest would read source maps. */
const red = (message: string): Error => {
  const error = new Error(message);
  delete error.stack;
  return error;
};
