/** Lets a command observe what was chosen: says what is tested, shows how far it is, and reads the journal back. */
import { resolve } from 'node:path';
import { readOwnJournal } from '../journal/read.ts';
import { doubtful } from '../judge/doubt.ts';
import type { JournalLine } from '../model/journal.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../plan/options.ts';
import { withNeeds, type Chosen } from '../plan/select.ts';
import { weighed } from '../report/build/weighed.ts';
import type { Report } from '../report/schema.ts';
import { screenOf } from '../system/status-line.ts';
import { createProgress } from './progress.ts';
import type { Provisional } from './provisional.ts';

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
  /** What a case counts as while the run goes on. */
  shown: Provisional;
  /** What the journal says so far: what would decide the gate is observed again in calm. */
  judged: (soFar: readonly JournalLine[]) => Report;
}

/** The journal's lines, or the signal that ended the run before there was a journal. */
export const observe = async (
  options: RunOptions,
  chosen: Chosen,
  { shown, judged }: Judging,
): Promise<JournalLine[] | NodeJS.Signals> => {
  const progress = createProgress(
    screenOf(process.stdout),
    new Map(chosen.selection.selected.map((one) => [one.id, one.section])),
    shown,
  );
  try {
    // Not before it is known that there is something to run.
    const { run } = await import('../run/run.ts');
    const { journal, interrupted } = await run(options, chosen, progress, (soFar) =>
      doubtsOf(judged(soFar), chosen),
    );
    if (journal === '' && interrupted) return interrupted;
    return readOwnJournal(journal);
  } finally {
    progress.end();
  }
};

/** A shard, or a rerun, may observe cases of which another one has what they rest on. */
const doubtsOf = (report: Report, { catalogue, selection }: Chosen): ReadonlySet<string> => {
  const judged = withNeeds(selection.selected, catalogue);
  return doubtful(
    weighed(report).filter(({ id }) => judged.has(id)),
    new Map(catalogue.cases.map((one) => [one.id, one])),
  );
};
