/** Runs the command `merge`, which judges the journals of all shards as one run. */
import { dirname, resolve } from 'node:path';
import type { Catalogue } from '../../../suites/catalogue.ts';
import type { ShardJournal } from '../../journal/ended-shard.ts';
import { mergeShards, type Merged } from '../../journal/merge.ts';
import { readJournal } from '../../journal/read.ts';
import { journalName } from '../../journal/names.ts';
import { openJournal } from '../../journal/write.ts';
import { UsageError } from '../../model/errors.ts';
import type { JournalHeader } from '../../model/journal.ts';
import { planStarts } from '../../plan/plan.ts';
import { catalogueOfRun } from '../../plan/select.ts';
import { loadRelease } from '../../release/load.ts';
import type { Release } from '../../release/schema.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { shellWord, words } from '../../report/build/reproduce.ts';
import { printable } from '../../report/render/words.ts';
import { prepareFolder } from '../../report/render/write.ts';
import { fileOfRun, readUserFile } from '../../system/read-user-file.ts';
import { conclude, say } from '../conclude.ts';
import { deviationsOnFile, type DeviationsFlags } from '../known-deviations.ts';
import { reportingOf, type ReportingFlags } from '../options/reporting.ts';
import { flagsOfCommand } from '../options/run-flags.ts';
import { usualFolder } from '../options/run-options.ts';

export interface MergeFlags extends DeviationsFlags, ReportingFlags {
  out?: string;
  releaseFile?: string;
}

/** @returns the exit code */
export const mergeCommand = (paths: readonly string[], flags: MergeFlags): number => {
  const reporting = reportingOf(flags);
  const shards = paths.map(shardAt);
  const { header: first } = shards[0]!;
  const { target } = first;
  const release = releaseOf(target, flags);
  const catalogue = catalogueOfRun(release, first);
  const { cases, digest } = catalogue;
  const merged = mergeShards(shards, { ids: cases.map(({ id }) => id), digest });
  const { options } = shards[0]!;
  sameDeviations(options, flags);
  knownStarts(merged, release, catalogue);
  const { entries: deviations, ...onFile } = deviationsOnFile(release.release, flags);
  const out = flags.out ?? usualFolder(target.kind, release.release);
  separate(out, shards);
  prepareFolder(out);
  const header = { ...merged.header, run: { ...merged.header.run, command: ofTheWhole(merged.header) } };
  const lines = [header, ...merged.observations, merged.footer];
  const journal = openJournal(out, header);
  for (const line of merged.observations) journal.observation(line);
  journal.end(merged.footer);
  const strict = options['--strict'] !== undefined;
  say(`Judging ${shards.length} shards of ${printable(release.release)} as one run.`);
  for (const sentence of merged.unfinished) say(printable(sentence));
  return conclude(judgeJournal(lines, release, deviations, { strict, catalogue, onFile }), out, reporting);
};

/** @param path of a journal, or of the folder of a run */
const shardAt = (path: string): ShardJournal & { header: JournalHeader } => {
  const name = fileOfRun(path, journalName);
  const lines = readJournal(readUserFile(name, 'the journal of a shard', 'check the path'), name);
  const header = lines[0] as JournalHeader;
  return { name, lines, header, options: optionsOf(header) };
};

/** Of paths only that they were given: they differ from machine to machine. A revision has one name on all of them. */
const optionsOf = ({ run }: JournalHeader): Record<string, string> => {
  const { strict, deviations, deviationsFrom, mutant } = flagsOfCommand(run.command).flags;
  return {
    ...(strict === true && { '--strict': 'given' }),
    ...(deviations !== undefined && { '--deviations': 'given' }),
    ...(deviationsFrom !== undefined && { '--deviations-from': deviationsFrom }),
    ...(mutant !== undefined && { '--mutant': mutant }),
  };
};

/** A file that only the journal names is not read: journals may come from anywhere. */
const releaseOf = ({ release, releaseFile }: JournalHeader['target'], flags: MergeFlags): Release => {
  if (releaseFile !== null && flags.releaseFile === undefined) {
    throw new UsageError(
      'the release file with which the shards were observed',
      `no --release-file; they had ${releaseFile}`,
      'add --release-file FILE',
    );
  }
  const read = loadRelease(release, flags.releaseFile);
  if (read.release === release) return read;
  throw new UsageError(
    `a release file about ${release}, which the shards are of`,
    `${flags.releaseFile} is about ${read.release}`,
    'give the right file with --release-file',
  );
};

/** What is not on file was observed twice by the shards: so they must have known the same file. */
const sameDeviations = (options: Record<string, string>, flags: MergeFlags): void => {
  for (const [option, given, value] of [
    ['--deviations', flags.deviations, 'FILE'],
    ['--deviations-from', flags.deviationsFrom, options['--deviations-from']],
  ] as const) {
    const had = options[option] !== undefined;
    if (had === (given !== undefined)) continue;
    throw new UsageError(
      'the deviations file with which the shards were observed',
      had ? `no ${option}, which they had` : `${option} ${given}, which they had not`,
      had
        ? `add ${option} ${value}`
        : 'leave it out, or observe the shards again with it: it decides what they observe twice',
    );
  }
};

/** The key of a start holds the names of its variables, which the catalogue's digest does not. */
const knownStarts = ({ observations }: Merged, release: Release, { cases }: Catalogue): void => {
  const keys = new Set(planStarts(cases, release).map(({ key }) => key));
  const foreign = observations.find(({ start }) => !keys.has(start));
  if (foreign === undefined) return;
  throw new UsageError(
    `starts with the variables of ${release.release}, as this suite knows it`,
    `a start ${foreign.start} of ${foreign.cases[0] ?? 'no case'} with others`,
    'merge with the suite and the release file that observed the shards',
  );
};

/** The merged journal must not take the place of one that it was made of. */
const separate = (out: string, shards: readonly ShardJournal[]): void => {
  const same = shards.find(({ name }) => resolve(dirname(name)) === resolve(out));
  if (!same) return;
  throw new UsageError(
    '--out with another folder than those of the shards',
    `--out ${out}, which holds ${same.name}`,
    'choose another folder',
  );
};

/** As one would have typed it without shards: it says in the report how a case is reproduced. */
const ofTheWhole = ({ run }: JournalHeader): string => {
  const kept: string[] = [];
  const typed = words(run.command);
  for (let at = 0; at < typed.length; at += 1) {
    const word = typed[at]!;
    if (['--shard', '--out'].includes(word)) at += 1;
    else if (!/^--(shard|out)=/.test(word)) kept.push(word);
  }
  // Names of the program: `npm start --` is two words and two dashes.
  return kept.map(shellWord).join(' ');
};
