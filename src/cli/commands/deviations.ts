/**
 * Runs `deviations check`, `suggest` and `prune`, with which a maintainer keeps the known deviations of a release.
 */
import { realpathSync } from 'node:fs';
import { catalogueFor } from '../../../suites/catalogue.ts';
import { checkDeviations } from '../../judge/deviations/check.ts';
import { disposed, type JudgedCase } from '../../judge/deviations/deviations.ts';
import { pruneDeviations } from '../../judge/deviations/edit.ts';
import { parseDeviations } from '../../judge/deviations/file.ts';
import { suggestDeviations, type Unexcused } from '../../judge/deviations/suggest.ts';
import { UsageError } from '../../model/errors.ts';
import { loadRelease } from '../../release/load.ts';
import { readReport } from '../../report/read-report.ts';
import type { Report } from '../../report/schema.ts';
import { printableLines } from '../../report/render/words.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';
import { replaceFile } from '../../system/replace-file.ts';
import { deviationsPath } from '../known-deviations.ts';

const today = (): string => new Date().toISOString().slice(0, 10);
const say = (text: string): void =>
  void process.stdout.write(printableLines(text.endsWith('\n') ? text : `${text}\n`));

/** Looks at a file alone: its form, and entries that have expired, hit no case, or contradict others. @returns the exit code */
export const checkCommand = (file: string): number => {
  const text = readEntries(file);
  const parsed = parseDeviations(text);
  const cases = parsed.ok ? catalogueFor(loadRelease(parsed.file.release), 'platform').cases : [];
  const problems = checkDeviations(text, cases, today());
  for (const { line, expected, found } of problems)
    say(`${file}:${line}: expected ${expected}; found ${found}`);
  if (problems.length === 0)
    say(`${file}: ${parsed.ok ? parsed.file.entries.length : 0} entries, all in order`);
  return problems.length === 0 ? 0 : 2;
};

/** Prints entries for what a report shows and no entry excuses; the reasons are left to a person. */
export const suggestCommand = (file: string): number => {
  const report = reportAt(file);
  const open = report.cases
    .filter((one) => !one.controlOnly && isOpen(one.disposition))
    .map(unexcused(report));
  if (open.length === 0) {
    say('# Nothing in this report deviates without an entry.');
    return 0;
  }
  const { release } = report.target;
  const all = catalogueFor(loadRelease(release), 'platform').cases.map(({ id }) => id);
  say(
    suggestDeviations(release, open, {
      all,
      today: today(),
      onFile: report.deviations.map(({ entry }) => entry),
    }),
  );
  return 0;
};

/** Also what is milder than on file: its entry is to be written anew. */
const isOpen = (disposition: Report['cases'][number]['disposition']): boolean =>
  disposition === 'unexpected' || disposition === 'stale';

/** Takes entries out that a report shows to be stale or to hit nothing; comments stay. */
export const pruneCommand = (reportFile: string, deviationsFile?: string): number => {
  const report = reportAt(reportFile);
  // Unknown releases are refused before a file is called by their name.
  const { release } = loadRelease(report.target.release);
  const file = deviationsFile ?? deviationsPath(release);
  const text = readEntries(file);
  const parsed = parseDeviations(text);
  if (!parsed.ok) return checkCommand(file);
  if (parsed.file.release !== release) {
    throw new UsageError(
      `deviations of ${release}, which the report is about`,
      `${file} is about ${parsed.file.release}`,
      'give the right file with --deviations',
    );
  }
  const results = disposed(
    report.cases.map(judgedOf),
    parsed.file.entries,
    catalogueFor(loadRelease(release), 'platform').cases,
    today(),
  );
  const pruned = pruneDeviations(text, results.entries);
  if (pruned.text !== text) overwrite(file, pruned.text);
  for (const entry of pruned.removed) say(`removed: ${entry}`);
  for (const entry of pruned.left) say(`left for you to decide: ${entry}`);
  if (pruned.removed.length + pruned.left.length === 0) say(`${file}: nothing to prune`);
  return 0;
};

/** Where the file is a link, the file behind it is written. */
const overwrite = (file: string, text: string): void => {
  try {
    replaceFile(realpathSync(file), text);
  } catch (cause) {
    throw new UsageError(
      `${file} to be written`,
      (cause as NodeJS.ErrnoException).code ?? String(cause),
      'make room on the disk, or see who may write there; the file is as it was',
      { cause },
    );
  }
};

const judgedOf = (one: Report['cases'][number]): JudgedCase => ({
  id: one.id,
  rule: one.rule,
  naming: one.naming,
  outcome: one.outcome,
  code: one.code as JudgedCase['code'],
  facts: one.facts,
  unobserved: one.unobserved,
  finding: one.finding ?? undefined,
  risk: one.risk ?? undefined,
  cause: one.cause ?? undefined,
});

const unexcused =
  (report: Report) =>
  (one: Report['cases'][number]): Unexcused => {
    const { id, rule, cause, outcome, code, facts, risk, finding, observed, hint } = one;
    const entry = hint && report.deviations[hint.entry]?.entry;
    return {
      ...{ id, rule, cause, outcome, code, facts, risk, finding, observed },
      ...(entry && { hint: { kind: hint.kind, entry } }),
    };
  };

const readEntries = (path: string): string =>
  readUserFile(path, 'a deviations file', 'check the path', sizes.yaml);

const reportAt = (path: string): Report =>
  readReport(readUserFile(path, 'a report.json', 'check the path', sizes.report), path);
