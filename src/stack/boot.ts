/** Starts one service of a start: waits for its ports, boots it, watches its listeners, and checks that it stays. */
import { setTimeout as sleep } from 'node:timers/promises';
import { infrastructure } from '../../fixtures/backplane/infrastructure.ts';
import type { Address } from '../model/address.ts';
import { answers } from '../probe/listener.ts';
import { watchPlaintext, type PlaintextWatcher } from '../probe/watch.ts';
import type { ReleaseListener, ReleaseService, StartedName } from '../release/schema.ts';
import type { BootSpec, Ready } from '../runtime/runtime.ts';
import { takeExclusivePorts } from '../system/ports/exclusive.ts';
import { innerPorts, portName } from '../system/ports/inner.ts';
import { arrange } from './arrange.ts';
import { failForBackplane, failForPorts } from './last-words.ts';
import type { Identities, Stack, StackService } from './stack.ts';
import { endedByItself, type StartedService } from './started-service.ts';
import { checkVersion } from './version-check.ts';

/** ms after readiness in which the exit of a service that dies at once is seen. */
const settleMs = 200;
/** The same for a service that has to stay. */
const stayMs = 1000;
const hungAfterMs = 15_000;
/** ms in which a listener has to answer to show that its service is ready: doubled while no answer comes. */
const firstPatienceMs = 400;
const mostPatienceMs = 3200;
/** ms to end where a case observes the stop: the CoAP adapter of some releases always takes 5 s. */
const graceMs = 7000;
/** ms to end where no rule is about the stop. */
const hurriedGraceMs = 60;

interface Starting {
  service: StackService;
  stack: Stack;
  signal: AbortSignal;
}

/** `identity`: in place of the stack's, for a service that gets other certificates than before. */
export const startService = async (
  name: StartedName,
  stack: Stack,
  signal: AbortSignal,
  { identity = stack.identity }: { identity?: Identities } = {},
): Promise<StartedService> => {
  const starting: Starting = { service: stack.service(name), stack, signal };
  const turn = await takeTurn(starting);
  try {
    return { ...(await start(starting, turn.hosts, identity)), hosts: turn.hosts, turn };
  } catch (error) {
    await turn[Symbol.asyncDispose]();
    throw error;
  }
};

/** `hosts`: by listener. Containers do not share ports, and wait for no turn. */
const takeTurn = async ({
  service,
  stack,
  signal,
}: Starting): Promise<AsyncDisposable & Pick<StartedService, 'hosts'>> => {
  const inner = stack.ctx.runtime.kind === 'processes' ? innerPorts(service.declared) : [];
  const turn = await takeExclusivePorts(inner, signal);
  const hosts = new Map<string, string>();
  for (const { listener, ...port } of inner) {
    const host = turn.hosts.get(portName(port));
    if (listener !== undefined && host !== undefined) hosts.set(listener, host);
  }
  return { hosts, [Symbol.asyncDispose]: () => turn[Symbol.asyncDispose]() };
};

const start = async (
  starting: Starting,
  hosts: StartedService['hosts'],
  identity: Identities,
): Promise<Omit<StartedService, 'hosts' | 'turn'>> => {
  const { service, stack, signal } = starting;
  const { name, declared, place } = service;
  const { start: wanted, probes } = stack.plan;
  const { arrangement, ...given } = await arrange(service, stack, { hosts, identity });
  const watchers = new Map<string, PlaintextWatcher>();
  const { boot, earlier } = await bootUntilItStays(starting, {
    ...{ ...given, place, otherUser: wanted.otherUser ?? false, timeoutMs: hungAfterMs },
    lowPorts: innerPorts(declared).some(({ port }) => port < 1024),
    ready: readiness(declared),
    onAddress: async (address) => {
      stack.setAddress(name, address);
      if (probes.includes('plaintext-watch')) await watch(starting, address, watchers);
    },
  });
  if (boot.outcome === 'exited') {
    failForPorts(name, boot.output);
    failForBackplane(name, boot.output, backplanePorts(name, stack));
  }
  let settled = Promise.resolve();
  if (boot.outcome === 'ready') {
    settled = settle(name, boot, probes.includes('stays-up') ? stayMs : settleMs, signal);
    // A probe that runs meanwhile awaits this at its end.
    settled.catch(() => {});
    await checkVersion(name, stack.ctx, boot).catch(stopAndThrow(boot));
  } else if (watchers.size) {
    // Watches until the end: a service that opens the port just before it exits is still seen.
    await sleep(60, undefined, { signal });
  }
  return {
    ...{ name, boot, arrangement, watchers, listeners: {}, settled, earlier },
    graceMs: probes.includes('stop') ? graceMs : hurriedGraceMs,
  };
};

/** Starts a service again where its release needs a second start on an empty backplane; no rule is about the number. */
const bootUntilItStays = async (
  { service, stack, signal }: Starting,
  spec: BootSpec,
): Promise<Pick<StartedService, 'boot' | 'earlier'>> => {
  const { plan, ctx } = stack;
  const most = plan.start.services.length === 1 ? 1 : service.declared.startsOnEmptyBackplane;
  const earlier: string[] = [];
  for (;;) {
    using _ = await ctx.gate.admit('boot', signal);
    const boot = await ctx.runtime.boot(spec, signal);
    if (boot.outcome === 'ready') ctx.gate.report(service.name, boot.ms);
    if (boot.outcome !== 'exited' || earlier.length + 1 >= most) return { boot, earlier };
    earlier.push(boot.output);
  }
};

const probedOf = ({ listeners }: ReleaseService): [string, ReleaseListener][] =>
  Object.entries(listeners).filter(([, { probed }]) => probed);

/** Whether all probed listeners answer. */
const readiness = (declared: ReleaseService): BootSpec['ready'] => {
  let patienceMs = firstPatienceMs;
  return async (address, signal) => {
    for (const [listener, { protocol, health }] of probedOf(declared)) {
      const asked = performance.now();
      const options = { signal, timeoutMs: patienceMs, ...(health && { path: health }) };
      if (await answers(address(listener), protocol, options)) continue;
      // On a slow network an answer may take longer than the first bound.
      if (performance.now() - asked >= patienceMs) patienceMs = Math.min(2 * patienceMs, mostPatienceMs);
      return false;
    }
    return true;
  };
};

/** Watches every listener for plaintext, from before the service can open it. */
const watch = async (
  { service, stack, signal }: Starting,
  address: (listener: string) => Address,
  watchers: Map<string, PlaintextWatcher>,
): Promise<void> => {
  const { runtime, id } = stack.ctx;
  for (const [listener, { protocol, health }] of probedOf(service.declared)) {
    const options = {
      ...{ clock: stack.clock, signal },
      ...(health && { path: health }),
      ...(runtime.kind === 'processes' && { label: id }),
    };
    watchers.set(listener, watchPlaintext(address(listener), protocol, options));
  }
  await Promise.all([...watchers.values()].map(({ begun }) => begun));
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
  Object.keys(infrastructure).flatMap((to) => stack.hop(name, to)?.port ?? []);
