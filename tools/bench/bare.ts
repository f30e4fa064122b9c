/**
 * The lower bound: the processes of a run started and stopped, and nothing else. Certificates, files, databases and
 * peers are there before the clock runs; it runs while PostgreSQL's servers and the services start and stop.
 */
import { planStarts, type PlannedStart } from '../../src/plan/plan.ts';
import { startOrder } from '../../src/plan/deployment.ts';
import type { StartedName } from '../../src/release/schema.ts';
import type { BootSpec, Exited, Ready, Runtime } from '../../src/runtime/runtime.ts';
import { doAll } from '../../src/selftest/queue.ts';
import type { RunContext } from '../../src/stack/context.ts';
import { startService } from '../../src/stack/boot.ts';
import { openStack } from '../../src/stack/open-stack.ts';
import type { Stack, StackService } from '../../src/stack/stack.ts';
import { openGround } from './ground.ts';
import { noCounts, type Clocked, type Counts, type LapJob } from './lap-job.ts';
import { stopwatch } from './stopwatch.ts';

export interface BareResult {
  /** ms: servers, and starts. */
  ms: number;
  serversMs: number;
  clocked: Clocked;
  counts: Counts;
}

interface Prepared {
  stack: Stack;
  boots: { spec: BootSpec; graceMs: number }[];
  /** A case of the start looks at a restart, of this service. */
  again: BootSpec | undefined;
}

export const bare = async (
  { cases: ids, atOnce }: Pick<LapJob, 'cases' | 'atOnce'>,
  signal: AbortSignal,
): Promise<BareResult> => {
  await using ground = await openGround(ids);
  const plans = planStarts(ground.cases, ground.release);
  const counts = noCounts();
  const side = { capacity: atOnce, costOf: () => 1 };
  const clock = stopwatch();

  clock.go();
  const postgres = await ground.postgresFor(ground.cases, signal);
  clock.halt();
  let serversMs = clock.ms;
  const prepared: Prepared[] = [];
  try {
    const ctx = ground.context(postgres);
    await doAll(plans, side, async (plan) => {
      prepared.push(await prepareStart(plan, ctx, signal));
    });
    clock.go();
    await doAll(prepared, side, (one) => startAndStop(one, ground.runtime, counts, signal));
    clock.halt();
  } finally {
    await doAll(prepared, side, async ({ stack }) => {
      await stack[Symbol.asyncDispose]();
    });
    const before = clock.ms;
    clock.go();
    await postgres?.[Symbol.asyncDispose]();
    clock.halt();
    serversMs += clock.ms - before;
  }
  return { ms: clock.ms, serversMs, clocked: clock.cpu, counts };
};

/** Everything up to the boot, which is only noted: environment, files and readiness are the suite's own. */
const prepareStart = async (plan: PlannedStart, ctx: RunContext, signal: AbortSignal): Promise<Prepared> => {
  const silent: PlannedStart = { ...plan, probes: [] };
  const noted: BootSpec[] = [];
  const stack = await openStack(silent, { ...ctx, runtime: noting(ctx.runtime, noted) }, signal);
  try {
    const boots: Prepared['boots'] = [];
    const byService = new Map<StartedName, BootSpec>();
    for (const name of startOrder(plan, ctx)) {
      const started = await startService(name, stack, signal);
      await started.turn[Symbol.asyncDispose]();
      const spec = toServer(noted.at(-1)!, stack.service(name));
      boots.push({ spec, graceMs: started.graceMs });
      byService.set(name, spec);
    }
    const again = plan.probes.includes('restart') ? byService.get('clients') : undefined;
    return { stack, boots, again };
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
};

/** Straight to PostgreSQL: the relay before it is there to observe, as are the looks at its sessions. */
const toServer = (spec: BootSpec, { declared, postgres }: StackService): BootSpec => {
  if (!declared.database || !postgres) return spec;
  postgres.database.unwatch();
  return { ...spec, env: { ...spec.env, [declared.database.port]: String(postgres.database.port) } };
};

const noting = (runtime: Runtime, noted: BootSpec[]): Runtime => ({
  ...runtime,
  boot: (spec): Promise<Exited> => {
    noted.push(spec);
    return Promise.resolve({ outcome: 'exited', code: 0, signal: null, ms: 0, output: '' });
  },
});

const startAndStop = async (
  { boots, again }: Prepared,
  runtime: Runtime,
  counts: Counts,
  signal: AbortSignal,
): Promise<void> => {
  const running: { spec: BootSpec; boot: Ready; graceMs: number }[] = [];
  counts.starts++;
  const start = async (spec: BootSpec, graceMs: number): Promise<boolean> => {
    const boot = await runtime.boot(spec, signal);
    counts.processes++;
    counts.outcomes[boot.outcome]++;
    if (boot.outcome === 'ready') running.push({ spec, boot, graceMs });
    return boot.outcome === 'ready';
  };
  try {
    for (const { spec, graceMs } of boots) if (!(await start(spec, graceMs))) return;
    const old = running.find(({ spec }) => spec === again);
    if (!old) return;
    await old.boot.stop();
    await start(old.spec, old.graceMs);
  } finally {
    await Promise.all(running.map(({ boot, graceMs }) => boot.stop(graceMs)));
  }
};
