/** Takes observations from the workers into the journal, one writer for all. */
import type { Reporter, TestCase } from 'vitest/node';
import type { JournalWriter } from '../report/journal-writer.ts';
import type { Progress } from './options.ts';
import { InfrastructureError } from './runtime.ts';

export class Observations implements Reporter {
  /** Why the run cannot go on. */
  broken: InfrastructureError | undefined;
  /** Opened before the workers are given anything to observe. */
  journal: JournalWriter | undefined;
  readonly #progress: Progress;
  readonly #starts: number;
  readonly #cancel: () => void;
  #done = 0;
  readonly #all = Promise.withResolvers<void>();

  /** @param cancel ends the run: what cannot be written down need not be observed */
  constructor(progress: Progress, starts: number, cancel: () => void) {
    this.#progress = progress;
    this.#starts = starts;
    this.#cancel = cancel;
  }

  onTestCaseResult(test: TestCase): void {
    const { observed, provisional } = test.meta();
    if (observed && !this.broken) {
      try {
        this.journal!.observation(observed);
      } catch (error) {
        this.broken = error as InfrastructureError;
        this.#cancel();
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
