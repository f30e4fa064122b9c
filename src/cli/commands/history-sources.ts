/** Finds the reports that a history is made of: files, folders of runs, and recorded observations judged again. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFor } from '../../../suites/catalogue.ts';
import type { Source } from '../../history/runs.ts';
import { recordEnding, unpackRecorded } from '../../journal/recorded.ts';
import { UsageError } from '../../model/errors.ts';
import { catalogueOfRun } from '../../plan/select.ts';
import { knownReleases, loadRelease } from '../../release/load.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { readReport } from '../../report/read-report.ts';
import type { Report } from '../../report/schema.ts';
import { inCheckout, packageFolder } from '../../system/package.ts';
import { fileOfRun, readUserFile, sizes } from '../../system/read-user-file.ts';
import { knownDeviations } from '../known-deviations.ts';
import { recordedFolder } from './record.ts';

const reportName = 'report.json';

/** @throws UsageError for a path without a report, or one that cannot be read */
export const reportsAt = (path: string): Source[] =>
  filesAt(path).map((file) => {
    const text = readUserFile(file, 'a report.json, or a folder of runs', 'check the path', sizes.report);
    const report = readReport(text, file);
    const catalogue = catalogueOf(report);
    return { report, name: file, kind: 'report', ...(catalogue && { catalogue }) };
  });

/** A report, the folder of a run, or a folder of such folders. */
const filesAt = (path: string): string[] => {
  const own = fileOfRun(path, reportName);
  if (own === path || existsSync(own)) return [own];
  const below = foldersIn(path)
    .map((folder) => join(path, folder, reportName))
    .filter((file) => existsSync(file));
  if (below.length > 0) return below;
  throw new UsageError(
    `a ${reportName} in ${path}, or in folders of it`,
    'none',
    'give a report.json, the folder of a run, or a folder of such folders',
  );
};

const foldersIn = (path: string): string[] =>
  readdirSync(path)
    .filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory())
    .toSorted();

/** All cases that this suite knows of the release, where the run was selected from what it knows. */
const catalogueOf = ({ target, suite, ...report }: Report): Source['catalogue'] => {
  if (target.releaseFile !== null || !knownReleases().includes(target.release)) return undefined;
  const release = loadRelease(target.release);
  const ofRun = catalogueOfRun(release, report);
  return ofRun.digest === suite.catalogueDigest ? catalogueFor(release, 'platform') : undefined;
};

/**
 * Each record is judged by the rules, the release file and the deviations file of today.
 * @param folder true: that of this checkout
 */
export const recordedIn = (folder: string | true): Source[] => {
  if (folder === true && !inCheckout) {
    throw new UsageError(
      'recorded observations',
      'none in the published package',
      'give their folder: --recorded DIR, or run this in a checkout',
    );
  }
  const path = folder === true ? join(packageFolder, recordedFolder) : folder;
  const found = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(path).toSorted() : [];
  const records = found.filter((name) => name.endsWith(recordEnding));
  if (records.length === 0) {
    throw new UsageError(
      `recorded observations (RELEASE${recordEnding}) in ${path}`,
      'none',
      'check the path given with --recorded; `record` writes them',
    );
  }
  return records.map((name): Source => {
    const lines = unpackRecorded(readFileSync(join(path, name)), join(path, name));
    const [header] = lines;
    if (header?.type !== 'header') throw new Error('a journal begins with its header');
    const release = loadRelease(header.target.release);
    return {
      report: judgeJournal(lines, release, knownDeviations(release.release)),
      name: join(path, name),
      kind: 'recorded',
      catalogue: catalogueFor(release, 'platform'),
    };
  });
};
