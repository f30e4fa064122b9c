/** Starts services with settings like those of a deployment's files, each alone, and observes what they do. */
import { pemPairOf } from '../../certs/identities.ts';
import type { Case, Start } from '../../suites/vocabulary.ts';
import type { Observation, TlsAnswer } from '../model/observation.ts';
import { contextOf } from '../observe/observe-plan.ts';
import { observeStart } from '../observe/observe-start.ts';
import type { RunOptions } from '../plan/options.ts';
import { hasRealCore } from '../plan/deployment.ts';
import { defaultPosture, type PlannedStart, type Variable } from '../plan/plan.ts';
import { probeTls } from '../probe/listener.ts';
import type { Release, StartedName } from '../release/schema.ts';
import { prepare } from '../run/prepare.ts';
import type { RunContext } from '../stack/context.ts';
import type { Stack } from '../stack/stack.ts';
import type { StartedService } from '../stack/started-service.ts';
import { turns } from '../system/turns.ts';

/** A service as the files configure it, with material of the suite in the place of theirs. */
export interface VerifyStart {
  container: string;
  service: StartedName;
  variables: Variable[];
  peers: NonNullable<Start['peers']>;
  postgres: NonNullable<Start['postgres']>;
}

export interface VerifyObservation {
  observation: Observation;
  /** By listener: the answer to a client that shows a certificate of the run's authority. */
  withCertificate: Record<string, TlsAnswer>;
}

/** All services of the files together, with the real ones among them as each other's peers. */
export interface DeploymentStart {
  /** By service. */
  variables: ReadonlyMap<string, readonly Variable[]>;
}

/** Starts that are under way at once: as many as a deployment has beside one that starts. */
const atOnce = 2;

/**
 * Observes all starts, and ends everything that it has started.
 * @returns in the order of the starts
 * @throws UsageError, InfrastructureError; the signal's reason
 */
export const observeStarts = async (
  { alone, together }: { alone: readonly VerifyStart[]; together: DeploymentStart | undefined },
  target: { options: RunOptions; release: Release },
  signal: AbortSignal,
  note: (line: string) => void,
): Promise<{ alone: VerifyObservation[]; together: Observation | undefined }> => {
  const { options, release } = target;
  const plans = alone.map(planOf);
  const whole = together && deploymentPlan(together);
  // What is pulled and prepared depends on the starts of the cases alone.
  const cases = [...plans, ...(whole ? [whole] : [])].map(({ key, start }) => ({ id: key, start }) as Case);
  await using prepared = await prepare(options, { release, cases }, signal, { note });
  const ctx = await contextOf(prepared.description);
  const turn = turns(atOnce);
  const seen = await Promise.all(
    plans.map(async (plan) => {
      using _ = await turn();
      signal.throwIfAborted();
      return await observe(plan, ctx, signal);
    }),
  );
  // Without SpiceDB scripts would stand for the services that are looked for.
  const deployed = whole && hasRealCore(whole, ctx) ? await observeStart(whole, ctx, signal) : undefined;
  return { alone: seen, together: deployed?.observation };
};

/** What opens the hops of a service to its peers. */
const provoking = (service: StartedName): Start['probes'] =>
  service.endsWith('-adapter')
    ? ['message', 'names-in-topic']
    : service === 'clients'
      ? ['call:list-clients']
      : [];

const planOf = ({ container, service, variables, peers, postgres }: VerifyStart): PlannedStart => {
  const probes: Start['probes'] = ['listeners', ...provoking(service), 'stays-up'];
  const key = `check-env/${container}/${service}`;
  return {
    key,
    cases: [key],
    // A service that only deployments start otherwise stands alone here.
    start: { services: [service], settings: {}, peers, postgres, probes },
    naming: 'release',
    probes: [...probes],
    variables,
    mentions: [],
    group: service,
    expectsReady: false,
    expectsAccepted: false,
  };
};

/** Messages by ids and by names, and everything that was made deleted again: the services then call each other. */
const deploymentPlan = ({ variables }: DeploymentStart): PlannedStart => {
  const services = [...variables.keys()].filter(isOfThePage);
  const probes: Start['probes'] = ['listeners', 'call:set-up', 'message', 'by-name', 'call:take-down'];
  const key = 'check-env/together';
  return {
    ...{ key, cases: [key], naming: 'release', mentions: [], group: key, verbatim: true },
    start: { services, settings: {}, postgres: defaultPosture, probes },
    probes: [...probes],
    variables: [...variables.values()].flat(),
    expectsReady: false,
    expectsAccepted: false,
  };
};

const isOfThePage = (name: string): name is Start['services'][number] =>
  name === 'users' || name === 'clients' || name.endsWith('-adapter');

const observe = async (
  plan: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<VerifyObservation> => {
  const withCertificate: VerifyObservation['withCertificate'] = {};
  const lookFurther = async (stack: Stack, started: readonly StartedService[]): Promise<void> => {
    for (const service of started) Object.assign(withCertificate, await askWithCertificate(stack, service));
  };
  const { observation } = await observeStart(plan, ctx, signal, { lookFurther });
  return { observation, withCertificate };
};

/** Whether a listener that asks for a client certificate takes one of the authority that it names. */
const askWithCertificate = async (
  stack: Stack,
  { name, boot }: StartedService,
): Promise<VerifyObservation['withCertificate']> => {
  if (boot.outcome !== 'ready') return {};
  const identity = pemPairOf(await stack.identity('client'));
  const answers: VerifyObservation['withCertificate'] = {};
  for (const [listener, { protocol, health, probed }] of Object.entries(
    stack.service(name).declared.listeners,
  )) {
    if (!probed) continue;
    answers[listener] = await probeTls(boot.address(listener), protocol, {
      ...{ servername: 'localhost', verify: false, identity },
      ...(health !== undefined && { path: health }),
    });
  }
  return answers;
};
