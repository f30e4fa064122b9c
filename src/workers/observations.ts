/** Takes observations from the workers into the journal, one writer for all, and knows in the end what was lost. */
import type { Reporter, TestCase } from 'vitest/node';
import type { JournalWriter } from '../journal/write.ts';
import type { InfrastructureError } from '../model/errors.ts';
import type { JournalObservation, Lost } from '../model/journal.ts';
import type { Progress } from '../plan/options.ts';
import type { PlannedStart } from '../plan/plan.ts';

/** As vitest hands an error on: from another thread, with what it came from. */
interface ToldError {
  name?: string;
  message?: string;
  cause?: unknown;
}

export class Observations implements Reporter {
  /** Why the run cannot go on. */
  broken: InfrastructureError | undefined;
  #journal: JournalWriter | undefined;
  /** What was observed before there was a journal. */
  readonly #early: JournalObservation[] = [];
  readonly #progress: Progress;
  readonly #plans: readonly PlannedStart[];
  readonly #cancel: () => void;
  /** Keys of starts that have their line. */
  readonly #written = new Set<string>();
  /** What a worker said of cases that it could not observe. */
  readonly #lost: Lost[] = [];
  /** What ended a worker, or was not caught in it. */
  #errors: readonly ToldError[] = [];
  readonly #all = Promise.withResolvers<void>();

  /** @param cancel ends the run: what cannot be written down need not be observed */
  constructor(progress: Progress, plans: readonly PlannedStart[], cancel: () => void) {
    this.#progress = progress;
    this.#plans = plans;
    this.#cancel = cancel;
  }

  onTestCaseResult(test: TestCase): void {
    const meta = test.meta();
    const { observed, provisional, lost, seen } = meta;
    // It is on disk from here on, or the run is over: vitest would keep it in memory to the end.
    delete meta.observed;
    if (lost) this.#lost.push(lost);
    if (observed && !this.broken) {
      try {
        this.#write(observed);
      } catch (error) {
        this.broken = error as InfrastructureError;
        this.#cancel();
      }
      this.#progress.startObserved(this.#written.size, this.#plans.length);
      if (this.#written.size === this.#plans.length) this.#all.resolve();
    }
    // The cases that an interruption ends are not among them.
    if (seen) this.#progress.caseObserved(test.name, provisional);
  }

  /**
   * From now on all goes into this journal, with what was observed before.
   * @throws InfrastructureError when it cannot be written
   */
  writeTo(journal: JournalWriter): void {
    this.#journal = journal;
    for (const observed of this.#early.splice(0)) journal.observation(observed);
  }

  #write(observed: JournalObservation): void {
    if (this.#journal) this.#journal.observation(observed);
    else this.#early.push(observed);
    this.#written.add(observed.start);
  }

  /** Settles when the last start was observed. */
  get all(): Promise<void> {
    return this.#all.promise;
  }

  onTestRunEnd(modules: readonly { errors(): readonly ToldError[] }[], errors: readonly ToldError[]): void {
    this.#errors = [...errors, ...modules.flatMap((one) => [...one.errors()])];
  }

  /**
   * What keeps cases from being judged; empty when every start has its line. To be asked when the workers are gone.
   * @param ended why the run was ended before its time, which is the reason for whatever has no other
   */
  lost(ended?: Lost): Lost[] {
    const found = grouped(this.#lost);
    const explained = new Set(found.flatMap(({ cases }) => cases));
    const silent = this.#plans
      .filter(({ key }) => !this.#written.has(key))
      .flatMap(({ cases }) => cases.filter((id) => !explained.has(id)));
    const [first, ...further] = [...(ended ? [ended] : []), ...this.#errors.map(lossBy)];
    if (first) found.push({ ...first, cases: silent }, ...further);
    else if (silent.length) found.push({ ...unsaid, cases: silent });
    return grouped(found);
  }
}

const unsaid: Lost = {
  code: 'WORKER_LOST',
  message: 'their worker ended, and said nothing about why',
  cases: [],
};

/** vitest wraps what ended a worker, and names files that a user need not know. */
const lossBy = (error: ToldError): Lost => {
  const said: string[] = [];
  for (let one: unknown = error; one instanceof Object && said.length < 4; one = (one as ToldError).cause) {
    const { message } = one as ToldError;
    if (message !== undefined && !said.includes(message)) said.push(message);
  }
  const [first = 'it threw something without a word'] = said;
  if (!first.startsWith('[vitest-pool')) {
    return { code: 'SUITE_ERROR', message: `the suite itself failed in a worker: ${first}`, cases: [] };
  }
  const innermost = (said.at(-1) ?? first).replace(/ during \S+ state.*$/s, '');
  const code = innermost.includes('memory limit') ? 'WORKER_MEMORY' : 'WORKER_LOST';
  return { code, message: `a worker of the suite ended before its time: ${innermost}`, cases: [] };
};

/** One entry a reason. */
const grouped = (lost: readonly Lost[]): Lost[] =>
  [...Map.groupBy(lost, ({ code, message }) => `${code} ${message}`).values()].map((same) => ({
    ...same[0]!,
    cases: [...new Set(same.flatMap(({ cases }) => cases))],
  }));
