/** Lets a command observe what was chosen: says what is tested, shows how far it is, and reads the journal back. */
import { resolve } from 'node:path';
import { readOwnJournal } from '../journal/read.ts';
import type { Deviation } from '../judge/deviations/file.ts';
import { doubtful } from '../judge/doubt.ts';
import { interruptedBy } from '../judge/gate.ts';
import type { JournalLine } from '../model/journal.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../plan/options.ts';
import { withNeeds, type Chosen } from '../plan/select.ts';
import { weighed } from '../report/build/weighed.ts';
import type { Report } from '../report/schema.ts';
import { screenOf } from '../system/status-line.ts';
import { say } from './conclude.ts';
import { createProgress } from './progress.ts';
import { provisionally } from './provisional.ts';

export const whatIsTested = (target: TargetOptions, release: string): string => {
  switch (target.kind) {
    case 'reference':
      return (
        'Testing the built-in reference: this checks the suite itself and says nothing about your Magistrala; ' +
        'for that, choose --target images or --target binaries.'
      );
    case 'binaries':
      return `Testing Magistrala ${release}: the programs in ${resolve(target.folder)}, as ${runtimeOf(target)}.`;
    case 'images':
      return `Testing Magistrala ${release}: images${target.registry ? ` from ${target.registry}` : ''}, as ${runtimeOf(target)}.`;
  }
};

export interface Judging {
  /** What is on file: a case that deviates so is shown as known while the run goes on. */
  deviations: readonly Deviation[];
  /** YYYY-MM-DD */
  today: string;
  /** What the journal says so far: what would decide the gate is observed again in calm. */
  judged: (soFar: readonly JournalLine[]) => Report;
}

/** The journal's lines; the exit code, which was said, where a signal ended the run before there was a journal. */
export const observe = async (
  options: RunOptions,
  chosen: Chosen,
  { deviations, today, judged }: Judging,
): Promise<JournalLine[] | number> => {
  const progress = createProgress(
    screenOf(process.stdout),
    new Map(chosen.selection.selected.map((one) => [one.id, one.section])),
    provisionally(chosen.selection.selected, deviations, today),
  );
  let interrupted: NodeJS.Signals | undefined;
  try {
    // Not before it is known that there is something to run.
    const { run } = await import('../run/run.ts');
    const result = await run(options, chosen, progress, (soFar) => doubtsOf(judged(soFar), chosen));
    interrupted = result.journal === '' ? result.interrupted : undefined;
    if (!interrupted) return readOwnJournal(result.journal);
  } finally {
    progress.end();
  }
  const exitCode = interruptedBy(interrupted);
  say(
    `interrupted before everything was up: nothing is kept; exit code ${exitCode}: ended by ${interrupted}`,
  );
  return exitCode;
};

/** A shard, or a rerun, may observe cases of which another one has what they rest on. */
const doubtsOf = (report: Report, { catalogue, selection }: Chosen): ReadonlySet<string> => {
  const judged = withNeeds(selection.selected, catalogue);
  return doubtful(
    weighed(report).filter(({ id }) => judged.has(id)),
    new Map(catalogue.cases.map((one) => [one.id, one])),
  );
};
