/** Starts one service of a start and keeps what was seen of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import type { Address } from '../model/address.ts';
import type { ListenerObservation, ServiceObservation, SocketObservation } from '../model/observation.ts';
import type { PlannedStart, Variable } from '../plan/plan.ts';
import { furtherVariables, servedBy } from '../plan/deployment.ts';
import { answers } from '../probe/listener.ts';
import { readOutput } from '../probe/output.ts';
import { tracesOfText } from '../probe/output/traces.ts';
import { watchPlaintext, type PlaintextWatcher } from '../probe/watch.ts';
import type { StartedName } from '../release/schema.ts';
import type { Exited, Hung, Ready } from '../runtime/runtime.ts';
import { takeExclusivePorts } from '../system/ports/exclusive.ts';
import { innerPorts, portName } from '../system/ports/inner.ts';
import { arrangeVariables, type Arrangement } from './arrangement.ts';
import type { RunContext } from './context.ts';
import { environmentOf } from './environment.ts';
import { failForBackplane, failForPorts } from './last-words.ts';
import { serviceOf } from './open-stack.ts';
import { programOf } from './program.ts';
import { checkVersion } from './version-check.ts';
import { secretsOf, shownSecrets } from './stack-secrets.ts';
import type { Stack } from './stack.ts';

/** ms after readiness during which a service that dies at once is still seen to die. */
const settleMs = 200;
/** ms for one that is asked to stay. */
const stayMs = 1000;
const hungAfterMs = 15_000;
/** ms for an answer of a listener that shows that its service is ready: doubled as long as it does not come. */
const firstPatienceMs = 400;
const mostPatienceMs = 3200;
/** Where the stop is looked at: the CoAP adapter of some releases always takes 5 s to end. */
const graceMs = 7000;
/** Otherwise how a service ends is no rule's matter. */
const hurriedGraceMs = 60;

export interface StartedService {
  name: StartedName;
  boot: Ready | Exited | Hung;
  arrangement: Arrangement;
  watchers: Map<string, PlaintextWatcher>;
  listeners: Record<string, ListenerObservation>;
  /** What it listens on, as far as it was looked at. */
  sockets?: SocketObservation[];
  /** ms until a service that does not end is killed. */
  graceMs: number;
  /** Held until the service has ended: its turn at ports that it cannot share. */
  turn: AsyncDisposable;
  /** Settles when a service that dies at once would have died. Throws InfrastructureError as a start does. */
  settled: Promise<void>;
  /** Output of earlier starts of the same service, where it has to be started more than once. */
  earlier: string[];
}

export const startService = async (
  name: StartedName,
  {
    plan,
    ctx,
    stack,
    signal,
  }: {
    plan: PlannedStart;
    ctx: RunContext;
    stack: Stack;
    signal: AbortSignal;
  },
): Promise<StartedService> => {
  const service = serviceOf(ctx, name);
  // Containers do not share ports.
  const inner = ctx.runtime.kind === 'processes' ? innerPorts(service) : [];
  const turn = await takeExclusivePorts(inner, signal);
  for (const { listener, ...port } of inner) {
    const host = turn.hosts.get(portName(port));
    if (listener !== undefined && host !== undefined) stack.hosts.set(`${name}.${listener}`, host);
  }
  try {
    return await startInTurn(name, { plan, ctx, stack, turn, signal });
  } catch (error) {
    await turn[Symbol.asyncDispose]();
    throw error;
  }
};

const startInTurn = async (
  name: StartedName,
  {
    plan,
    ctx,
    stack,
    turn,
    signal,
  }: {
    plan: PlannedStart;
    ctx: RunContext;
    stack: Stack;
    turn: AsyncDisposable;
    signal: AbortSignal;
  },
): Promise<StartedService> => {
  const service = serviceOf(ctx, name);
  const place = stack.places.get(name)!;
  const names = [name, ...servedBy(name, plan, ctx)];
  const variables =
    plan.start.services.length === 1
      ? plan.variables
      : [...plan.variables, ...furtherVariables(plan, ctx)].filter(({ settings }) =>
          settings.some((setting) => names.some((one) => setting.startsWith(`${one}.`))),
        );
  const foreign = Object.entries(plan.start.environment ?? {}).map(([variable, value]): Variable => ({
    name: variable,
    value,
    settings: [variable],
  }));
  const arrangement = await arrangeVariables(
    [...variables, ...foreign],
    place,
    ctx.authorities,
    stack.identity,
  );
  for (const { setting, name: variable } of plan.mentions) {
    arrangement.names.push({ label: setting, needles: [variable] });
  }
  const database = stack.databases.get(name)?.database;
  if (database)
    arrangement.secrets.push({
      kind: 'password',
      of: `${name}.db`,
      traces: tracesOfText(...partsOf(database.password)),
    });
  const { program, env } = programOf(name, ctx);
  const base = environmentOf(name, plan, ctx, stack);
  stack.configured.push(...arrangement.secrets, ...base.secrets);
  const watchers = new Map<string, PlaintextWatcher>();
  const probed = Object.entries(service.listeners).filter(([, { probed }]) => probed);

  let patienceMs = firstPatienceMs;
  const spec = {
    place,
    program,
    env: { ...base.env, ...env, ...arrangement.env },
    files: [...base.files, ...arrangement.files],
    otherUser: plan.start.otherUser ?? false,
    lowPorts: innerPorts(service).some(({ port }) => port < 1024),
    timeoutMs: hungAfterMs,
    ready: async (address: (listener: string) => Address, stop: AbortSignal): Promise<boolean> => {
      for (const [listener, { protocol, health }] of probed) {
        const asked = performance.now();
        const options = { signal: stop, timeoutMs: patienceMs, ...(health && { path: health }) };
        if (await answers(address(listener), protocol, options)) continue;
        // On a slow network an answer takes longer than a silent listener deserves at first.
        if (performance.now() - asked >= patienceMs) patienceMs = Math.min(2 * patienceMs, mostPatienceMs);
        return false;
      }
      return true;
    },
    onAddress: async (address: (listener: string) => Address): Promise<void> => {
      stack.addresses.set(name, address);
      if (!plan.looks.includes('watch')) return;
      for (const [listener, { protocol, health }] of probed) {
        const options = {
          ...{ clock: stack.clock, signal },
          ...(health && { path: health }),
          ...(ctx.runtime.kind === 'processes' && { label: ctx.id }),
        };
        watchers.set(listener, watchPlaintext(address(listener), protocol, options));
      }
      await Promise.all([...watchers.values()].map(({ begun }) => begun));
    },
  };
  const earlier: string[] = [];
  const bootAdmitted = async () => {
    using _ = await ctx.gate.admit('boot', signal);
    const seen = await ctx.runtime.boot(spec, signal);
    if (seen.outcome === 'ready') ctx.gate.report(name, seen.ms);
    return seen;
  };
  let boot = await bootAdmitted();
  for (let again = 1; again < service.startsOnEmptyPlatform && boot.outcome === 'exited'; again++) {
    // Nothing of security decides this: the release needs a second start on an empty platform.
    if (plan.start.services.length === 1) break;
    earlier.push(boot.output);
    boot = await bootAdmitted();
  }
  if (boot.outcome === 'exited') {
    failForPorts(name, boot.output);
    failForBackplane(name, boot.output, backplanePorts(name, stack));
  }
  let settled = Promise.resolve();
  if (boot.outcome === 'ready') {
    settled = settle(name, boot, plan.looks.includes('stay') ? stayMs : settleMs, signal);
    // A probe that runs meanwhile waits for it at its end.
    settled.catch(() => {});
    await checkVersion(name, ctx, boot).catch(stopAndThrow(boot));
  } else if (watchers.size) {
    // The port's last moments: a service that opens it just before it ends is still seen.
    await sleep(60, undefined, { signal });
  }
  return {
    name,
    boot,
    arrangement,
    watchers,
    listeners: {},
    graceMs: plan.looks.includes('stop') ? graceMs : hurriedGraceMs,
    turn,
    settled,
    earlier,
  };
};

const settle = async (name: StartedName, boot: Ready, ms: number, signal: AbortSignal): Promise<void> => {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([sleep(ms, undefined, { signal: either }), boot.exited]).finally(() => over.abort());
  if (await endedByItself(boot)) failForPorts(name, await boot.output());
};

const stopAndThrow =
  (boot: Ready) =>
  async (error: unknown): Promise<never> => {
    await boot.stop(0);
    throw error;
  };

const backplanePorts = (name: StartedName, stack: Stack): number[] =>
  Object.keys(infrastructure).flatMap((to) => stack.hops.get(`${name}→${to}`)?.port ?? []);

/** Parts of a password that an output could show when it is cut at blanks. */
const partsOf = (password: string): string[] => [
  password,
  ...password.split(/\s+/).filter((part) => part.length >= 6),
];

/** Stops the service and returns its observation from start to end. */
export const endService = async (started: StartedService, stack: Stack): Promise<ServiceObservation> => {
  const { boot, arrangement, watchers, listeners } = started;
  for (const [listener, watcher] of watchers) {
    listeners[listener] = { ...listeners[listener], watch: await watcher.stop() };
  }
  const ended = boot.outcome === 'ready' ? await endedByItself(boot) : undefined;
  const stopAsked = performance.now();
  const stopped = boot.outcome === 'ready' && !ended ? await boot.stop(started.graceMs) : undefined;
  await started.turn[Symbol.asyncDispose]();
  const output = [...started.earlier, boot.outcome === 'ready' ? await boot.output() : boot.output].join(
    '\n',
  );
  const secrets = [...started.arrangement.secrets, ...shownSecrets(stack)];
  const own = secrets.map(({ traces }) => traces);
  return {
    boot:
      boot.outcome === 'exited'
        ? { outcome: 'exited', ms: Math.round(boot.ms), code: boot.code, signal: boot.signal }
        : { outcome: boot.outcome, ms: Math.round(boot.ms) },
    ...(started.earlier.length && { starts: started.earlier.length + 1 }),
    ...(ended && { endedLater: ended }),
    ...(stopped && {
      stopped: { code: stopped.code, signal: stopped.signal, ms: Math.round(performance.now() - stopAsked) },
    }),
    output: readOutput(output, {
      secrets,
      names: arrangement.names,
      redact: secretsOf(stack).filter((traces) => !own.includes(traces)),
      ended: boot.outcome === 'exited',
    }),
    listeners,
    ...(started.sockets && { sockets: started.sockets }),
    environment: arrangement.shown,
  };
};

const endedByItself = async (boot: Ready) => {
  const ended = await Promise.race([
    boot.exited,
    new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
  ]);
  return ended && { code: ended.code, signal: ended.signal, ms: Math.round(ended.ms) };
};
