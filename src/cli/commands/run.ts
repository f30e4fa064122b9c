/** Runs the command `run`, which selects, observes, judges, writes the reports, and says how it ended. */
import { choose } from '../../plan/select.ts';
import { shareOf } from '../../plan/shard.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { prepareFolder } from '../../report/render/write.ts';
import { conclude, say } from '../conclude.ts';
import { deviationsOnFile } from '../known-deviations.ts';
import { observe, whatIsTested } from '../observing.ts';
import { refuseWithShard, reportingOf } from '../options/reporting.ts';
import { presentOptions } from '../only-present.ts';
import { runOptionsOf, type RunFlags } from '../options/run-options.ts';
import { shardEnding } from '../shard-ending.ts';

/** @returns the exit code */
export const runCommand = async (flags: RunFlags, argv: readonly string[]): Promise<number> => {
  if (flags.target === 'live') return (await import('./run-live.ts')).runLiveCommand(flags, argv);
  const { options, release } = await presentOptions(runOptionsOf(flags, argv), flags);
  const reporting = reportingOf(flags);
  if (options.shard) refuseWithShard(reporting);
  const whole = choose(release, options.filters);
  const chosen = options.shard ? shareOf(whole, options.shard) : whole;
  const { catalogue } = chosen;
  const { entries: deviations, ...onFile } = deviationsOnFile(release.release, flags);
  prepareFolder(options.out);

  say(whatIsTested(options.target, release.release));
  const today = new Date().toISOString().slice(0, 10);
  const judging = { strict: flags.strict === true, catalogue, today, onFile };
  const lines = await observe(options, chosen, {
    deviations,
    today,
    judged: (soFar) => judgeJournal(soFar, release, deviations, judging),
  });
  if (typeof lines === 'number') return lines;
  if (options.shard) {
    const { text, exitCode } = shardEnding(lines, options.out);
    say(text);
    return exitCode;
  }
  return conclude(judgeJournal(lines, release, deviations, judging), options.out, reporting);
};
