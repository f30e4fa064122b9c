/** The command `run`: selects, observes, judges, writes the reports, and says how it ended. */
import { resolve } from 'node:path';
import { readOwnJournal } from '../../journal/read.ts';
import { doubtful } from '../../judge/doubt.ts';
import { interruptedBy } from '../../judge/gate.ts';
import type { JournalLine } from '../../model/journal.ts';
import type { Doubts } from '../../observe/confirm.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../../plan/options.ts';
import { choose, withNeeds, type Chosen } from '../../plan/select.ts';
import { shareOf } from '../../plan/shard.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { weighed } from '../../report/build/weighed.ts';
import { prepareFolder } from '../../report/render/write.ts';
import { screenOf } from '../../system/status-line.ts';
import { conclude, say } from '../conclude.ts';
import { knownDeviations } from '../known-deviations.ts';
import { runOptionsOf, type RunFlags } from '../options/run-options.ts';
import { createProgress } from '../progress.ts';
import { provisionally, type Provisional } from '../provisional.ts';
import { shardEnding } from '../shard-ending.ts';

/** @returns the exit code */
export const runCommand = async (flags: RunFlags, argv: readonly string[]): Promise<number> => {
  const { options, release } = runOptionsOf(flags, argv);
  const whole = choose(release, options.filters);
  const chosen = options.shard ? shareOf(whole, options.shard) : whole;
  const { catalogue } = chosen;
  const deviations = knownDeviations(release.release, flags.deviations);
  prepareFolder(options.out);

  say(whatIsTested(options.target, release.release));
  const today = new Date().toISOString().slice(0, 10);
  const judging = { strict: flags.strict === true, catalogue, today };
  const byId = new Map(catalogue.cases.map((one) => [one.id, one]));
  const shown = provisionally(chosen.selection.selected, deviations, today);
  // A shard may observe cases of which another shard has what they rest on.
  const judged = withNeeds(chosen.selection.selected, catalogue);
  const lines = await observe(options, chosen, shown, (soFar) => {
    const weights = weighed(judgeJournal(soFar, release, deviations, judging));
    return doubtful(
      weights.filter(({ id }) => judged.has(id)),
      byId,
    );
  });
  if (typeof lines === 'string') {
    say(`interrupted: nothing was observed; exit code ${interruptedBy(lines)}: ended by ${lines}`);
    return interruptedBy(lines);
  }
  if (options.shard) {
    const { text, exitCode } = shardEnding(lines, options.out);
    say(text);
    return exitCode;
  }
  return conclude(judgeJournal(lines, release, deviations, judging), options.out);
};

const whatIsTested = (target: TargetOptions, release: string): string => {
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

/** The journal's lines, or the signal that ended the run before there was a journal. */
const observe = async (
  options: RunOptions,
  chosen: Chosen,
  shown: Provisional,
  doubts: Doubts,
): Promise<JournalLine[] | NodeJS.Signals> => {
  const progress = createProgress(
    screenOf(process.stdout),
    new Map(chosen.selection.selected.map((one) => [one.id, one.section])),
    shown,
  );
  try {
    // Not before it is known that there is something to run.
    const { run } = await import('../../run/run.ts');
    const { journal, interrupted } = await run(options, chosen, progress, doubts);
    if (journal === '' && interrupted) return interrupted;
    return readOwnJournal(journal);
  } finally {
    progress.end();
  }
};
