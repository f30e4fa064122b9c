/** Observes one start: opens the stack, starts the services, runs the probes, and stops everything. */
import { lostMessage, messageName } from '../../suites/checks/message.ts';
import { bootOf } from '../../suites/checks/service.ts';
import type { ServiceName } from '../../suites/vocabulary.ts';
import { endsOf, hopName } from '../model/hop.ts';
import { nothingSeen, type Observation, type ServiceObservation } from '../model/observation.ts';
import { configuredHops } from '../plan/configured-hops.ts';
import { fixedPortsOf } from '../plan/lanes.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { hasRealCore, servedBy, startOrder } from '../plan/deployment.ts';
import type { Traces } from '../probe/output/traces.ts';
import type { RunContext } from '../stack/context.ts';
import { startService } from '../stack/boot.ts';
import { endService } from '../stack/end.ts';
import { openStack } from '../stack/open-stack.ts';
import type { Stack } from '../stack/stack.ts';
import type { StartedService } from '../stack/started-service.ts';
import { fullDisk } from '../system/system-fault.ts';
import { turns } from '../system/turns.ts';
import { broken, infrastructureOf, killedService, strangerSeen } from './infrastructure-faults.ts';
import { probe } from './probe.ts';
import { coreOf, unsecurableHops } from './deployment-facts.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface StartResult {
  observation: Observation;
  /** ms; `settle` is the part of `probe` in which nothing was left to look at. */
  timings: { start: number; probe: number; settle: number; stop: number };
  /** A service found a database with the schema of an earlier start. */
  reusedDatabase: boolean;
}

/** Eight services that start at once keep each other waiting; how they stop is mere waiting. */
const deploymentTurn = turns(2);

const begun = (plan: PlannedStart, ctx: RunContext): Observation => {
  const core = coreOf(plan, ctx);
  return { ...nothingSeen({ certificates: {}, ...configuredHops(plan, ctx) }), ...(core && { core }) };
};

/** Never throws for what the services do; throws only when `signal` is aborted. */
export const observeStart = async (
  plan: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
  {
    isDecided = () => false,
    onWaitForRetry = () => {},
    onSettle = () => {},
    lookFurther,
    reuseDatabases = false,
  }: {
    /** Whether the observation so far decides all cases, so that no further wait is needed. */
    isDecided?: (seen: Observation) => boolean;
    /** Called when from now on nothing but time passes. */
    onWaitForRetry?: () => void;
    /** Called when all was looked at, and the services only have to stay up. */
    onSettle?: () => void;
    /** Called after the probes, while the services run. */
    lookFurther?: (stack: Stack, started: readonly StartedService[]) => Promise<void>;
    /** Whether a service may find a database with the schema of an earlier start. */
    reuseDatabases?: boolean;
  } = {},
): Promise<StartResult> => {
  const observation = begun(plan, ctx);
  const timings = { start: 0, probe: 0, settle: 0, stop: 0 };
  const began = performance.now();
  const lap = (): number => Math.round(performance.now() - began);
  let secrets = (): Traces[] => [];
  let reusedDatabase = false;
  try {
    await using stack = await arranged(plan, ctx, signal, reuseDatabases);
    reusedDatabase = stack.reusesDatabase;
    secrets = () => stack.secrets();
    const started: StartedService[] = [];
    try {
      using _ = hasRealCore(plan, ctx) ? await deploymentTurn() : undefined;
      for (const name of startOrder(plan, ctx)) {
        const service = await startService(name, stack, signal);
        started.push(service);
        Object.assign(observation.configured.certificates, service.arrangement.certificates);
        // What does not run cannot be a peer; the rest of the deployment would only fail for that reason.
        if (service.boot.outcome !== 'ready') break;
      }
      timings.start = lap();
      await probe({ stack, started, observation, signal, isDecided, onWaitForRetry });
      await lookFurther?.(stack, started);
      const looked = lap();
      onSettle();
      await Promise.all(started.map(({ settled }) => settled));
      timings.settle = lap() - looked;
      timings.probe = lap() - timings.start;
    } finally {
      await collect(started, stack, observation);
      observation.unsecurable.push(...unsecurableHops(plan, ctx, observation));
      for (const { name } of started) {
        for (const served of servedBy(name, plan, ctx)) tellOfServed(name, served, observation);
      }
      const fault = fullDisk(ctx.folder) ?? strangerSeen(observation) ?? killedService(observation, started);
      if (fault) observation.infrastructure = broken(fault);
      const starved = starvedOf(started);
      if (starved !== undefined) observation.busy = starved;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    observation.infrastructure = infrastructureOf(error);
  }
  timings.stop = lap() - timings.start - timings.probe;
  return { observation: withoutSecrets(observation, secrets()), timings, reusedDatabase };
};

/** A service that was not let run may only look as if it hung. */
const starvedOf = (started: readonly StartedService[]): string | undefined => {
  for (const { name, boot } of started) {
    if (boot.outcome !== 'hung' || boot.starvedMs === undefined) continue;
    const [ms, lost] = [boot.ms, boot.starvedMs].map((one) => (one / 1000).toFixed(1));
    return `${name} was neither ready nor ended after ${ms} s, in ${lost} s of which it, or the suite, waited for a CPU`;
  }
  return undefined;
};

const arranged = async (
  plan: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
  reuseDatabases: boolean,
): Promise<Stack> => {
  const stage = fixedPortsOf(plan, ctx.release).length ? 'arrange-for-port' : 'arrange';
  using _ = await ctx.gate.admit(stage, signal);
  return await openStack(plan, ctx, signal, { reuseDatabases });
};

const collect = async (started: StartedService[], stack: Stack, observation: Observation): Promise<void> => {
  for (const { name } of started) {
    const { postgres } = stack.service(name);
    await postgres?.database.sample();
    await postgres?.later?.database.sample();
  }
  await Promise.all(
    started.map(async (service) => {
      observation.services[service.name] = await endService(service, stack);
    }),
  );
  observation.hops = stack.observeHops();
  for (const { name } of started) {
    const { postgres } = stack.service(name);
    if (!postgres) continue;
    const [first, later] = [await postgres.database.sessions(), await postgres.later?.database.sessions()];
    observation.sessions[name] = { ...first, ...(later && { later }) };
    const seen = observation.services[name];
    if (seen?.boot.outcome === 'ready' && !seen.endedLater) postgres.database.worked();
  }
};

/** What is seen of a program is seen of every service that it serves: how it fares, and whom it calls. */
const tellOfServed = (name: string, served: ServiceName, { services, hops }: Observation): void => {
  if (services[name]) services[served] = services[name];
  for (const [hop, seen] of Object.entries(hops)) {
    const { from, to } = endsOf(hop);
    if (from === name) hops[hopName({ from: served, to })] = seen;
  }
};

export type Premise = NonNullable<Observation['premise']>;

/** The plain start of the same services, made again: does its infrastructure still work? */
export const repeatPremise = async (
  plan: PlannedStart,
  plain: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<Premise> => {
  const wanted = { ...plain, probes: plan.expectsAccepted ? plain.probes : [] };
  const { observation } = await observeStart(wanted, ctx, signal);
  if (observation.infrastructure) return { holds: false, detail: observation.infrastructure.message };
  const dead = Object.entries(observation.services).find(
    ([, s]) => s.boot.outcome !== 'ready' || s.endedLater,
  );
  if (dead) {
    const name = dead[0];
    return {
      holds: false,
      detail: `${name}: ${bootOf(observation, name)}; its last words: ${lastWords(dead[1])}`,
    };
  }
  const lost = lostMessage(observation);
  return lost
    ? { holds: false, detail: `message ${messageName(lost)}: ${lost.outcome} (${lost.detail})` }
    : { holds: true, detail: 'ready' };
};

/** The end of the output in one line: what a reader needs to find out why it does not start. */
const lastWords = ({ output }: ServiceObservation): string =>
  output.tail.slice(-3).join(' | ').slice(-400) || 'none';

/** Whether a start fell short of what its cases declare, so that the premise has to be looked at again. */
export const fellShort = (plan: PlannedStart, observation: Observation): boolean => {
  if (observation.infrastructure || !plan.expectsReady) return false;
  const notReady = plan.start.services.some((name: ServiceName) => {
    const service = observation.services[name];
    return !service || service.boot.outcome !== 'ready' || service.endedLater !== undefined;
  });
  return notReady || (plan.expectsAccepted && lostMessage(observation) !== undefined);
};
