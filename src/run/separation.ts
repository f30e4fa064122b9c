/** Decides how many workers a run has, and whether each gets its own network. */
import { availableParallelism } from 'node:os';
import { fixedPortsOf, networksFor } from '../plan/lanes.ts';
import { runtimeOf, type RunOptions } from '../plan/options.ts';
import { hasDatabase, type PlannedStart } from '../plan/plan.ts';
import type { Release } from '../release/schema.ts';
import { whyNoNamespace } from '../system/network/namespace.ts';

export interface Separation {
  workers: number;
  /** Whether a start may need a port that others bind as well, which each worker has once. */
  separate: (plan: PlannedStart) => boolean;
  /** Whether a start waits for a port that all workers share. */
  waits: (plan: PlannedStart) => boolean;
  /** Whether a service of the start has a database. */
  database: (plan: PlannedStart) => boolean;
}

/** Workers that share the cores: more of them only share the time. */
const mostWorkers = 4;

/**
 * In containers each service has a network anyhow. As processes, starts of a release that binds fixed ports would wait
 * for each other while the cores are idle.
 */
export const separationOf = async (
  { target, workers }: RunOptions,
  plans: readonly PlannedStart[],
  release: Release,
): Promise<Separation> => {
  const needsPort = (plan: PlannedStart): boolean => fixedPortsOf(plan, release).length > 0;
  const database = ({ start }: PlannedStart): boolean => hasDatabase(start, release);
  const usual = Math.min(mostWorkers, availableParallelism());
  const apart =
    runtimeOf(target) === 'processes' && plans.some(needsPort) && (await whyNoNamespace()) === undefined;
  return apart
    ? {
        workers: workers ?? networksFor(plans, release, availableParallelism()),
        separate: needsPort,
        waits: () => false,
        database,
      }
    : { workers: workers ?? usual, separate: () => false, waits: needsPort, database };
};
