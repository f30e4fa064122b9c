/** Distributes starts over workers, and bounds how many of a kind run at once. Pure but for the waiting. */
import type { Release } from '../release/schema.ts';
import { turns } from '../system/turns.ts';
import type { PlannedStart } from './plan.ts';
import { isDeployment } from './deployment.ts';

/**
 * Groups of starts by worker, the heaviest first to the worker with the least weight; never more lanes than
 * groups. Starts of one group stay together because they wait for the same ports.
 */
export const lanes = (plans: readonly PlannedStart[], workers: number): string[][] => {
  const weights = new Map<string, number>();
  for (const plan of plans) weights.set(plan.group, (weights.get(plan.group) ?? 0) + weightOf(plan));
  const made = Array.from({ length: Math.min(workers, weights.size) }, () => ({
    groups: [] as string[],
    weight: 0,
  }));
  for (const [group, weight] of [...weights].sort(([, a], [, b]) => b - a)) {
    const lightest = made.reduce((one, other) => (other.weight < one.weight ? other : one));
    lightest.groups.push(group);
    lightest.weight += weight;
  }
  return made.map(({ groups }) => groups);
};

/** By what was measured: a byte probe has the worker to itself, a deployment starts up to eight services. */
export const weightOf = ({ start, probes }: PlannedStart): number =>
  start.services.length +
  (probes.includes('plaintext-watch') ? 1 : 0) +
  (probes.includes('wait-for-retry') ? 1 : 0);

/** One that has its turn at the port, and the next one, whose stack is built meanwhile. */
const atOncePerPort = 2;
/** Two that start, the others stop. */
const deploymentsAtOnce = 4;

/**
 * Gives a worker's starts their turns. Starts that mostly wait (for a port, for another deployment, for something that
 * must not happen) have a separate queue, so that they do not block starts that could run now.
 */
export const turnsOf = (
  release: Release,
  startsAtOnce: number,
): ((plan: PlannedStart) => Promise<Disposable>) => {
  const kinds = new Map<string, () => Promise<Disposable>>();
  const kindOf = ({ start, probes }: PlannedStart): [string, number] => {
    if (isDeployment(start, release)) return ['deployment', deploymentsAtOnce];
    const ports = start.services.flatMap((name) => release.services[name]?.exclusive ?? []);
    if (ports.length) return [ports.join(), atOncePerPort];
    return [probes.includes('wait-for-retry') ? 'wait-for-retry' : 'any', startsAtOnce];
  };
  return (plan) => {
    const [kind, many] = kindOf(plan);
    const turn = kinds.get(kind) ?? turns(many);
    kinds.set(kind, turn);
    return turn();
  };
};
