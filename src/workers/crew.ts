/** Calls the workers of a run: vitest with the suite file, loaded before there is anything to observe. */
import { Writable } from 'node:stream';
import type { JournalWriter } from '../journal/write.ts';
import type { Progress } from '../plan/options.ts';
import type { PlannedStart } from '../plan/plan.ts';
import { serveAdmissions } from '../stack/admission-channel.ts';
import { codeFolder } from '../system/package.ts';
import type { Signals } from '../system/signals.ts';
import { waitUpTo } from '../system/wait.ts';
import { Observations } from './observations.ts';
import { projectsOf } from './projects.ts';

/** Disposing sends them home, whatever they are at. */
export interface Crew extends AsyncDisposable {
  /**
   * Puts into the journal what was observed until then, and has everything else that was chosen observed.
   * @throws InfrastructureError when the journal cannot be written
   */
  observe: (journal: JournalWriter) => Promise<void>;
  /** What was not, see `Observations`. */
  lost: Observations['lost'];
}

export interface Call {
  /** By which they find the description of the run, and share a gate. */
  name: string;
  plans: readonly PlannedStart[];
  among: Parameters<typeof projectsOf>[2];
  progress: Progress;
  signals: Signals;
}

export const callCrew = async ({ name, plans, among, progress, signals }: Call): Promise<Crew> => {
  // Takes a third of a second, in which PostgreSQL is already starting.
  const { createVitest } = await import('vitest/node');
  const reporter = new Observations(progress, plans, () => cancel());
  const vitest = await createVitest(
    'test',
    {
      watch: false,
      config: false,
      root: codeFolder,
      reporters: [reporter],
      maxWorkers: among.workers,
      projects: projectsOf(name, plans, among),
    },
    {},
    // vitest has nothing to say to the user; its streams must not end when the reader closes them after the first line.
    { stdout: nowhere(), stderr: nowhere() },
  );
  const cancel = (): void => void vitest.cancelCurrentRun('keyboard-input');
  signals.whenInterrupted(cancel);
  const admissions = serveAdmissions(name);
  const work = vitest.start();
  // Awaited below, by whichever comes first.
  work.catch(() => {});
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> =>
    (ended ??= (async () => {
      try {
        await waitUpTo(work, endLimitMs, reporter.all);
      } finally {
        await waitUpTo(vitest.close(), endLimitMs);
        admissions[Symbol.dispose]();
      }
    })());
  return {
    observe: async (journal) => {
      reporter.writeTo(journal);
      await end();
      if (reporter.broken) throw reporter.broken;
    },
    lost: (ended) => reporter.lost(ended),
    [Symbol.asyncDispose]: async () => {
      if (!ended) cancel();
      // What they throw is no news: `observe` has thrown it, or why nothing is observed is known.
      await end().catch(() => {});
    },
  };
};

/**
 * ms that vitest gets to end after everything was observed. It waits for a worker thread that has already gone
 * without a limit; nothing of a run's result is outstanding then.
 */
const endLimitMs = 15_000;

const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
