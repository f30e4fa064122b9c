/** Runs the command `rerun`, which observes cases of a run again and judges the run anew with what it has seen. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { journalName, rerunName, rerunNumber } from '../../journal/names.ts';
import { readJournal } from '../../journal/read.ts';
import { refuseOtherSuite } from '../../journal/same-run.ts';
import { UsageError } from '../../model/errors.ts';
import type { JournalHeader } from '../../model/journal.ts';
import type { Outcome } from '../../model/outcome.ts';
import { defaultOptions, type Filters } from '../../plan/options.ts';
import { choose } from '../../plan/select.ts';
import { judgeJournal, type JudgeOptions } from '../../report/build/judge-journal.ts';
import type { NamedJournal } from '../../report/build/settled.ts';
import { weighed } from '../../report/build/weighed.ts';
import { count, printable } from '../../report/render/words.ts';
import type { Report } from '../../report/schema.ts';
import { stampOf } from '../../run/stamp.ts';
import { fileOfRun, readUserFile } from '../../system/read-user-file.ts';
import { conclude, say } from '../conclude.ts';
import { deviationsOnFile } from '../known-deviations.ts';
import { observe, whatIsTested } from '../observing.ts';
import { reportingOf } from '../options/reporting.ts';
import { flagsOfCommand } from '../options/run-flags.ts';
import { runOptionsOf } from '../options/run-options.ts';

/** Which cases are observed again; all three kinds where none is named. */
export interface RerunFlags {
  failed?: true;
  open?: true;
  errors?: true;
}

/** @returns the exit code of the run as it is judged now */
export const rerunCommand = async (path: string, wanted: RerunFlags): Promise<number> => {
  const { out, run, reruns } = journalsAt(path);
  const header = run.lines[0] as JournalHeader;
  if (header.run.shard !== null) throw shardOfRun(run.name, header.run.shard);
  const { flags, argv } = flagsOfCommand(header.run.command);
  const { options, release } = runOptionsOf(flags, argv);
  // As the run was, whatever has come or gone since.
  const without = header.run.filters['without'];
  if (without) options.filters.without = without;
  const whole = choose(release, options.filters);
  const of = { name: join(out, journalName), header };
  refuseOtherSuite(of, stampOf(whole.catalogue));
  const reporting = reportingOf(flags);
  const { entries: deviations, ...onFile } = deviationsOnFile(release.release, flags);
  const today = new Date().toISOString().slice(0, 10);
  const judging = { strict: flags.strict === true, catalogue: whole.catalogue, today, onFile };
  const judged = (also: NamedJournal[] = []): Report => {
    const all: JudgeOptions = { ...judging, reruns: [...reruns, ...also] };
    return judgeJournal(run.lines, release, deviations, all);
  };

  const before = judged();
  const again = casesOf(before, wanted);
  if (again.ids.length === 0) {
    say(`Nothing to observe again: ${again.inWords}.`);
    return conclude(before, out, reporting);
  }
  const { scopes } = options.filters;
  const filters: Filters = {
    ...defaultOptions().filters,
    cases: again.ids,
    ...(scopes?.includes('platform') && { scopes: ['page', 'platform'] }),
  };
  const chosen = choose(release, filters);
  say(whatIsTested(options.target, release.release));
  say(`Observing again, of the run in ${printable(out)}: ${again.inWords}.`);
  const journal = rerunName(Math.max(0, ...reruns.map(({ name }) => rerunNumber(name) ?? 0)) + 1);
  const rerun = { of, journal };
  const lines = await observe({ ...options, out, filters, rerun }, chosen, {
    deviations,
    today,
    judged: (soFar) => judged([{ name: journal, lines: soFar }]),
  });
  if (typeof lines === 'number') return lines;
  return conclude(judged([{ name: journal, lines }]), out, reporting);
};

/** The journals of the run whose report, or folder, was given. */
const journalsAt = (path: string): { out: string; run: NamedJournal; reruns: NamedJournal[] } => {
  const file = fileOfRun(path, journalName);
  const out = dirname(file);
  if (!['report.json', journalName].includes(basename(file))) {
    throw new UsageError('the report.json of a run, or its folder', path, 'check the path');
  }
  const read = (name: string): NamedJournal => {
    const text = readUserFile(join(out, name), 'the journal of the run', todo);
    return { name, lines: readJournal(text, join(out, name)) };
  };
  const run = read(journalName);
  const numbers = readdirSync(out).flatMap((name) => rerunNumber(name) ?? []);
  return { out, run, reruns: numbers.toSorted((a, b) => a - b).map((number) => read(rerunName(number))) };
};

const todo =
  'keep the whole folder of a run: its journal holds what was observed, and lies beside the report';

const shardOfRun = (name: string, shard: string): UsageError =>
  new UsageError(
    'the journal of a whole run',
    `shard ${shard} in ${name}`,
    'observe the shard again with the same command, or `merge` all shards and observe again what is open there',
  );

/** Ids in the order of the catalogue, and how many of each kind. */
const casesOf = (report: Report, wanted: RerunFlags): { ids: string[]; inWords: string } => {
  const all = !wanted.failed && !wanted.open && !wanted.errors;
  const red = weighed(report).flatMap((one) => (one.red ? [one.id] : []));
  const counting = report.cases.filter((one) => !one.controlOnly);
  const among = (wantedOutcome: Outcome): string[] =>
    counting.flatMap(({ id, outcome }) => (outcome === wantedOutcome ? [id] : []));
  const kinds = [
    { on: wanted.failed, name: 'failed', ids: red },
    { on: wanted.open, name: 'open', ids: [...among('untestable'), ...report.selection.notRun] },
    { on: wanted.errors, name: 'not set up', ids: among('error') },
  ].filter(({ on }) => all || on === true);
  return {
    ids: [...new Set(kinds.flatMap(({ ids }) => ids))],
    inWords: kinds.map(({ name, ids }) => `${count(ids.length, 'case')} ${name}`).join(', '),
  };
};
