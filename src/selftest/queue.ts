/**
 * Does all jobs in the order given, side by side as long as their costs together are at most `capacity`; a job
 * that costs more is done alone. When one rejects, no further one is begun; rejects with its reason once those
 * under way have settled.
 */
export const doAll = async <Job>(
  jobs: readonly Job[],
  { capacity, costOf }: { capacity: number; costOf: (job: Job) => number },
  work: (job: Job) => Promise<void>,
): Promise<void> => {
  const underWay = new Set<Promise<void>>();
  let used = 0;
  let failed: { reason: unknown } | undefined;
  for (const job of jobs) {
    const cost = Math.min(capacity, costOf(job));
    while (used + cost > capacity && !failed) await Promise.race(underWay);
    if (failed) break;
    used += cost;
    const done: Promise<void> = work(job)
      .catch((reason: unknown) => {
        failed ??= { reason };
      })
      .finally(() => {
        used -= cost;
        underWay.delete(done);
      });
    underWay.add(done);
  }
  await Promise.all(underWay);
  if (failed) throw failed.reason;
};
