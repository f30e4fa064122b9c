/** Makes one run: sets up the stack, lets workers observe in it, and keeps the journal. */
import { randomUUID } from 'node:crypto';
import { release as osRelease } from 'node:os';
import { readOwnJournal } from '../journal/read.ts';
import { refuseOtherTarget } from '../journal/same-run.ts';
import { openJournal } from '../journal/write.ts';
import { journalVersion, type JournalHeader } from '../model/journal.ts';
import { lossOf } from '../observe/infrastructure-faults.ts';
import { confirm, type Doubts } from '../observe/confirm.ts';
import type { Progress, RunOptions, RunResult } from '../plan/options.ts';
import { planStarts } from '../plan/plan.ts';
import type { Chosen } from '../plan/select.ts';
import { watchSignals } from '../system/signals.ts';
import { keepHeapsSmall } from '../system/small-heaps.ts';
import { stampOf } from './stamp.ts';
import { callCrew } from '../workers/crew.ts';
import { handOver, type HandOver } from '../workers/hand-over.ts';
import { prepare, type Early, type Prepared } from './prepare.ts';
import { separationOf } from './separation.ts';

/**
 * Throws UsageError and InfrastructureError; what the services do is never an exception. After SIGINT or SIGTERM
 * everything is torn down and the journal says that it is incomplete.
 */
export const run = async (
  options: RunOptions,
  chosen: Chosen,
  progress: Progress,
  doubts: Doubts,
): Promise<RunResult> => {
  const began = performance.now();
  const started = new Date();
  using signals = watchSignals();
  using heaps = keepHeapsSmall();
  const plans = planStarts(chosen.cases, chosen.release);
  const among = await separationOf(options, plans, chosen.release);
  const name = randomUUID();
  using handing = handOver(name);
  const calling = callCrew({ name, plans, among, progress, signals });
  const early = earlyFor(handing, {
    name,
    separate: plans.some(among.separate),
    begun: () =>
      progress.begin({
        cases: chosen.selection.selected.length,
        controlOnly: chosen.selection.controlOnly.length,
        starts: plans.length,
      }),
    end: async () => (await calling)[Symbol.asyncDispose](),
  });
  const [arranged, called] = await Promise.allSettled([
    // A rerun must know first that the target is the same.
    prepare(options, chosen, signals.signal, {
      note: (line) => progress.note(line),
      early: options.rerun ? undefined : early,
    }),
    calling,
  ]);
  await using prepared = arranged.status === 'fulfilled' ? arranged.value : undefined;
  await using crew = called.status === 'fulfilled' ? called.value : undefined;
  const interrupted = (): NodeJS.Signals | undefined => signals.interrupted;
  // Those that still wait for something learn that it does not come.
  using _ = { [Symbol.dispose]: () => handing.giveUp() };
  const atOnce = interrupted();
  // What was observed until then is little, and has no header.
  if (atOnce) return { journal: '', interrupted: atOnce };
  if (!prepared || !crew) throw reasonOf(arranged) ?? reasonOf(called);

  const header = headerOf(options, chosen, prepared, started);
  if (options.rerun) refuseOtherTarget(options.rerun.of, header.target);
  const journal = openJournal(options.out, header, options.rerun?.journal);
  if (options.rerun) {
    early.begin(prepared.description);
    early.provide(prepared.description);
  }
  await crew.observe(journal);
  // The workers are gone, and judging is work for one.
  heaps[Symbol.dispose]();
  // A signal, or an uncaught error of the suite: what was observed so far is judged as it is.
  const ended = (): boolean => signals.signal.aborted;
  const unconfirmed = ended()
    ? undefined
    : await confirm({
        description: prepared.description,
        plans,
        cases: chosen.catalogue.cases,
        doubts,
        read: () => readOwnJournal(journal.path),
        write: (line) => journal.observation(line),
        note: (line) => progress.note(line),
        signal: signals.signal,
      }).catch((error: unknown) => {
        if (!ended()) throw error;
        return undefined;
      });
  const late = interrupted();
  // What an interruption leaves undone is no loss: the footer names it.
  const lost = late ? [] : crew.lost(signals.failure && { ...lossOf(signals.failure.error), cases: [] });
  if (unconfirmed) lost.push(unconfirmed);
  journal.end({
    type: 'footer',
    finished: new Date().toISOString(),
    ms: Math.round(performance.now() - began),
    complete: !late && !lost.some(({ cases }) => cases.length > 0),
    interrupted: late ?? null,
    lost,
  });
  return { journal: journal.path, ...(late && { interrupted: late }) };
};

/** Lets the workers begin with what needs neither PostgreSQL nor the backplane while these come up. */
const earlyFor = (
  handing: HandOver,
  about: { name: string; separate: boolean; begun: () => void; end: () => Promise<void> },
): Early => ({
  begin: (description) => {
    about.begun();
    const separate = about.separate && { separate: true as const };
    handing.give({ ...description, ...separate, admissions: about.name });
  },
  provide: (known) => handing.provide(known),
  [Symbol.asyncDispose]: async () => {
    handing.giveUp();
    await about.end().catch(() => {});
  },
});

const reasonOf = (settled: PromiseSettledResult<unknown>): Error | undefined =>
  settled.status === 'rejected' ? (settled.reason as Error) : undefined;

const headerOf = (
  options: RunOptions,
  { catalogue, selection }: Chosen,
  prepared: Prepared,
  started: Date,
): JournalHeader => ({
  type: 'header',
  schemaVersion: journalVersion,
  ...stampOf(catalogue),
  target: prepared.target,
  environment: {
    os: `${process.platform} ${osRelease()}`,
    arch: process.arch,
    node: process.version,
    docker: prepared.dockerVersion,
    postgres: prepared.postgresVersion,
  },
  run: {
    id: prepared.description.id,
    started: started.toISOString(),
    command: options.command,
    filters: { ...options.filters },
    shard: options.shard ? `${options.shard.number}/${options.shard.of}` : null,
  },
  selection: {
    catalogue: catalogue.cases.length,
    selected: selection.selected.map((one) => one.id),
    controlOnly: selection.controlOnly.map((one) => one.id),
  },
});
