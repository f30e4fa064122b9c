/**
 * Does all jobs in the given order, several at once while their costs together are at most `capacity`; a job that costs
 * more runs alone. When a job rejects, no further one is begun, and the call rejects with its reason once the running
 * jobs have settled.
 */
export const doAll = async <Job>(
  jobs: readonly Job[],
  { capacity, costOf }: { capacity: number; costOf: (job: Job) => number },
  work: (job: Job) => Promise<void>,
): Promise<void> => {
  const underWay = new Map<Promise<void>, number>();
  const failures: unknown[] = [];
  const mustWait = (cost: number): boolean => {
    const used = underWay.values().reduce((sum, one) => sum + one, 0);
    return underWay.size > 0 && used + cost > capacity;
  };
  for (const job of jobs) {
    const cost = costOf(job);
    while (!failures.length && mustWait(cost)) await Promise.race(underWay.keys());
    if (failures.length) break;
    const done: Promise<void> = work(job)
      .catch((reason: unknown) => void failures.push(reason))
      .finally(() => underWay.delete(done));
    underWay.set(done, cost);
  }
  await Promise.all(underWay.keys());
  if (failures.length) throw failures[0];
};
