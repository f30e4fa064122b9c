/** Distributes starts over workers, and bounds how many of a kind run at once. Pure but for the waiting. */
import type { Release } from '../release/schema.ts';
import { turns } from '../system/turns.ts';
import type { PlannedStart } from './plan.ts';
import { isDeployment } from './deployment.ts';

export interface Workers {
  workers: number;
  /** Starts that need a fixed port, which each worker has once: all workers get as many of them. */
  separate?: (plan: PlannedStart) => boolean;
  /** Starts that wait for a port, which the workers share: one worker makes those of a section and service. */
  waits?: (plan: PlannedStart) => boolean;
  /** Starts of which a service has a database: one worker makes several, as they use each other's databases. */
  database?: (plan: PlannedStart) => boolean;
}

/**
 * Starts by worker, never more lanes than there is work for; the heaviest group goes first to the worker with the least
 * weight. Starts of one rule and subject stay together: a worker remembers what hangs.
 */
export const lanes = (
  plans: readonly PlannedStart[],
  { workers, separate = () => false, waits = () => true, database = () => false }: Workers,
): PlannedStart[][] => {
  const weigh = (some: readonly PlannedStart[]): number =>
    some.reduce((sum, plan) => sum + weightOf(plan) + (database(plan) ? weightOfDatabase : 0), 0);
  const most = weigh(plans) / workers / partsOfLane;
  const groups = [
    ...Map.groupBy(plans, (plan) =>
      separate(plan) ? plan : waits(plan) || database(plan) ? plan.group : ruleAndSubjectOf(plan),
    ).values(),
  ].flatMap((group) => (waits(group[0]!) ? [group] : divided(group, (some) => weigh(some) > most)));
  const made = Array.from({ length: Math.min(workers, groups.length) }, () => ({
    plans: [] as PlannedStart[],
    weight: 0,
  }));
  const weighed = groups.map((group) => ({ group, separate: separate(group[0]!), weight: weigh(group) }));
  weighed.sort((a, b) => Number(b.separate) - Number(a.separate) || b.weight - a.weight);
  for (const { group, weight } of weighed) {
    const lightest = made.reduce((one, other) => (other.weight < one.weight ? other : one));
    lightest.plans.push(...group);
    lightest.weight += weight;
  }
  return made.map(({ plans }) => plans);
};

/** Groups heavier than this part of a worker's share leave one worker with too much. */
const partsOfLane = 4;

/** In parts that are not too much, but of whole rules and subjects. */
const divided = (
  group: readonly PlannedStart[],
  tooMuch: (part: readonly PlannedStart[]) => boolean,
): PlannedStart[][] => {
  const parts: PlannedStart[][] = [[]];
  for (const same of Map.groupBy(group, ruleAndSubjectOf).values()) {
    const last = parts.at(-1)!;
    if (last.length && tooMuch([...last, ...same])) parts.push(same);
    else last.push(...same);
  }
  return parts;
};

/** Rule and subject of a start's first case. */
const ruleAndSubjectOf = ({ cases }: PlannedStart): string => cases[0]!.split('/').slice(0, 2).join('/');

/** Ports that a start binds and cannot choose. */
export const fixedPortsOf = ({ start }: PlannedStart, release: Release): string[] =>
  start.services.flatMap((name) => release.services[name]?.exclusive ?? []);

/** Bounds of the networks of a run: each is a worker more, with its memory and its databases. */
const [fewestNetworks, mostNetworks] = [4, 8];
/** By what was measured, in seconds of a CPU. */
const costOfStart = 0.19;

/**
 * Starts at a fixed port follow one another in each network. With so many networks, and workers, the longest such row
 * ends before the CPUs are done with all starts.
 */
export const networksFor = (plans: readonly PlannedStart[], release: Release, cpus: number): number => {
  const held = new Map<string, number>();
  for (const plan of plans) {
    for (const port of new Set(fixedPortsOf(plan, release))) {
      held.set(port, (held.get(port) ?? 0) + secondsAtPort(plan));
    }
  }
  const whole = (plans.length * costOfStart) / cpus;
  const wanted = Math.ceil(Math.max(0, ...held.values()) / whole);
  return Math.min(mostNetworks, Math.max(fewestNetworks, wanted));
};

/** By what was measured: a service alone, one that is waited for, and one among all others. */
const secondsAtPort = ({ start, probes }: PlannedStart): number =>
  start.services.length > 1 ? 4 : probes.includes('wait-for-retry') ? 2.4 : 0.4;

/** By what was measured: migrations, and a database that is made or emptied, cost twice what the rest of a start does. */
const weightOfDatabase = 2;

/** By what was measured: a byte probe has the worker to itself, a deployment starts up to eight services. */
export const weightOf = ({ start, probes }: PlannedStart): number =>
  start.services.length +
  (probes.includes('plaintext-watch') ? 1 : 0) +
  (probes.includes('wait-for-retry') ? 1 : 0);

/**
 * The same starts, those that take longest first: what begins last ends alone. By what was measured, in seconds: each
 * service of several, a restart and a retry are waited for, and some services take seconds to stop.
 */
export const longestFirst = (plans: readonly PlannedStart[]): PlannedStart[] =>
  plans.toSorted((one, other) => secondsOf(other) - secondsOf(one));

const secondsOf = ({ start, probes }: PlannedStart): number =>
  2 * (start.services.length - 1) +
  (probes.includes('wait-for-retry') ? 2 : 0) +
  (probes.includes('restart') ? 2 : 0) +
  (probes.includes('stop') ? 1 : 0);

/** One that has its turn at the port, and the next one, whose stack is built meanwhile. */
const atOncePerPort = 2;
/** Two that start, the others stop. */
const deploymentsAtOnce = 4;

/**
 * Gives a worker's starts their turns, of those that wait the lowest rank first. Starts that mostly wait (for a port,
 * for another deployment, for something that must not happen) have a separate queue, so that they do not block starts
 * that could run now.
 */
export const turnsOf = (
  release: Release,
  startsAtOnce: number,
): ((plan: PlannedStart, rank?: number) => Promise<Disposable>) => {
  const kinds = new Map<string, ReturnType<typeof turns>>();
  const kindOf = (plan: PlannedStart): [string, number] => {
    const { start, probes } = plan;
    if (isDeployment(start, release)) return ['deployment', deploymentsAtOnce];
    const ports = fixedPortsOf(plan, release);
    if (ports.length) return [ports.join(), atOncePerPort];
    // A release without a real core still has starts of all its services.
    if (start.services.length > 1) return ['deployment', deploymentsAtOnce];
    return [probes.includes('wait-for-retry') ? 'wait-for-retry' : 'any', startsAtOnce];
  };
  return (plan, rank) => {
    const [kind, many] = kindOf(plan);
    const turn = kinds.get(kind) ?? turns(many);
    kinds.set(kind, turn);
    return turn(rank);
  };
};
