/** One run: prepares the world, lets vitest run the suite file, and keeps the journal. */
import { release as osRelease } from 'node:os';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVitest, type Reporter, type TestCase, type Vitest } from 'vitest/node';
import { page } from '../../suites/page.ts';
import type { JournalHeader } from '../report/journal.ts';
import { openJournal, type JournalWriter } from '../report/journal-writer.ts';
import { suite } from '../report/suite.ts';
import type { Progress, RunOptions, RunResult } from './options.ts';
import { planStarts } from './plan.ts';
import { prepare, type Prepared } from './prepare.ts';
import { packageRoot, projectsOf } from './projects.ts';
import { InfrastructureError } from './runtime.ts';
import { watchSignals } from './signals.ts';

/**
 * Throws UsageError and InfrastructureError; what the services do is never an exception. After SIGINT or SIGTERM
 * everything is torn down and the journal says that it is incomplete.
 */
export const run = async (options: RunOptions, progress: Progress): Promise<RunResult> => {
  const began = performance.now();
  const started = new Date();
  using signals = watchSignals();
  let prepared: Prepared;
  try {
    prepared = await prepare(options, signals.signal, (line) => progress.note(line));
  } catch (error) {
    // Nothing was observed yet, and what had been started is gone again.
    if (signals.interrupted) return { journal: '', interrupted: signals.interrupted };
    throw error;
  }
  await using world = prepared;
  const journal = openJournal(options.out, headerOf(options, world, started));
  const finish = (complete: boolean): void =>
    journal.end({
      type: 'footer',
      finished: new Date().toISOString(),
      ms: Math.round(performance.now() - began),
      complete,
      interrupted: signals.interrupted ?? null,
    });

  const plans = planStarts(
    world.catalogue.cases.filter((one) => world.description.cases.includes(one.id)),
    world.release,
  );
  progress.begin({
    cases: world.selection.selected.length,
    controlOnly: world.selection.controlOnly.length,
    starts: plans.length,
  });
  const reporter = new Observations(journal, progress, plans.length);
  const vitest = await createVitest(
    'test',
    {
      watch: false,
      config: false,
      root: packageRoot,
      reporters: [reporter],
      maxWorkers: options.workers,
      projects: projectsOf(world.description, options.workers),
    },
    {},
    // vitest has nothing to say to the user; its streams must not end when somebody reads only the first line.
    { stdout: nowhere(), stderr: nowhere() },
  );
  signals.takeOver(() => void vitest.cancelCurrentRun('keyboard-input'));
  reporter.vitest = vitest;
  try {
    await atMost(vitest.start(), endLimitMs, reporter.all);
  } finally {
    await atMost(vitest.close(), endLimitMs);
  }
  if (reporter.broken) throw reporter.broken;
  finish(!signals.interrupted);
  return { journal: journal.path, ...(signals.interrupted && { interrupted: signals.interrupted }) };
};

/**
 * ms that vitest gets to end after everything was observed. It waits for a worker thread that has already gone
 * without a limit; nothing of a run's result is outstanding then.
 */
const endLimitMs = 15_000;

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** Waits for `work`, but no longer than `limitMs` after `since`. */
const atMost = async (work: Promise<unknown>, limitMs: number, since: Promise<void> = Promise.resolve()) => {
  const over = new AbortController();
  const limit = since.then(() => sleep(limitMs, undefined, { signal: over.signal })).catch(() => {});
  await Promise.race([work, limit]).finally(() => over.abort());
};

/** Takes observations from the workers into the journal, one writer for all. */
class Observations implements Reporter {
  vitest: Vitest | undefined;
  broken: InfrastructureError | undefined;
  readonly #journal: JournalWriter;
  readonly #progress: Progress;
  readonly #starts: number;
  #done = 0;
  readonly #all = Promise.withResolvers<void>();

  constructor(journal: JournalWriter, progress: Progress, starts: number) {
    this.#journal = journal;
    this.#progress = progress;
    this.#starts = starts;
  }

  onTestCaseResult(test: TestCase): void {
    const { observed, provisional } = test.meta();
    if (observed && !this.broken) {
      try {
        this.#journal.observation(observed);
      } catch (error) {
        this.broken = error as InfrastructureError;
        void this.vitest?.cancelCurrentRun('keyboard-input');
      }
      this.#progress.startObserved(++this.#done, this.#starts);
      if (this.#done === this.#starts) this.#all.resolve();
    }
    this.#progress.caseObserved(test.name, provisional);
  }

  /** Settles when the last start was observed. */
  get all(): Promise<void> {
    return this.#all.promise;
  }

  onTestRunEnd(_modules: unknown, errors: readonly { message: string; stack?: string }[]): void {
    const [error] = errors;
    if (error && !this.broken) {
      this.broken = new InfrastructureError(
        'SUITE_ERROR',
        `the suite itself failed: ${error.message}`,
        'report it',
      );
      this.broken.cause = error;
    }
  }
}

const headerOf = (options: RunOptions, world: Prepared, started: Date): JournalHeader => ({
  type: 'header',
  schemaVersion: 1,
  suite: { ...suite, catalogueDigest: world.catalogue.digest },
  page: { repository: page.repository, path: page.path, commit: page.commit, digest: page.digest },
  target: world.target,
  environment: {
    os: `${process.platform} ${osRelease()}`,
    arch: process.arch,
    node: process.version,
    docker: world.dockerVersion,
    postgres: world.postgresVersion,
  },
  run: {
    id: world.description.id,
    started: started.toISOString(),
    command: options.command,
    filters: { ...options.filters },
    shard: null,
    seed: options.seed,
  },
  selection: {
    catalogue: world.catalogue.cases.length,
    selected: world.selection.selected.map((one) => one.id),
    controlOnly: world.selection.controlOnly.map((one) => one.id),
  },
});
