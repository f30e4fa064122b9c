/** The naive way: for every case PostgreSQL, the peers and the services are started and stopped anew. */
import { InfrastructureError } from '../../src/model/errors.ts';
import { observeStart } from '../../src/observe/observe-start.ts';
import { planStarts } from '../../src/plan/plan.ts';
import { doAll } from '../../src/selftest/queue.ts';
import { openGround } from './ground.ts';
import { noCounts, type Counts, type LapJob } from './lap-job.ts';

/** The PKI is made once: making it for every case would be unrealistic. */
export const naive = async (
  { cases: ids, atOnce }: Pick<LapJob, 'cases' | 'atOnce'>,
  signal: AbortSignal,
): Promise<{ ms: number; counts: Counts }> => {
  await using ground = await openGround(ids);
  const counts = noCounts();
  const began = performance.now();
  await doAll(ground.cases, { capacity: atOnce, costOf: () => 1 }, async (one) => {
    const [plan] = planStarts([one], ground.release);
    await using postgres = await ground.postgresFor([one], signal);
    const { observation } = await observeStart(plan!, ground.context(postgres), signal);
    const { infrastructure: broken } = observation;
    if (broken)
      throw new InfrastructureError(
        broken.code,
        broken.message,
        'give the machine less to do meanwhile, or take a smaller sample',
      );
    counts.starts++;
    for (const { boot } of Object.values(observation.services)) {
      counts.processes++;
      counts.outcomes[boot.outcome]++;
    }
  });
  return { ms: performance.now() - began, counts };
};
