/** Runs the command `record`, which keeps a journal of a real release for the suite's own tests. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueFor } from '../../../suites/catalogue.ts';
import { joinedRecords } from '../../journal/joined-records.ts';
import { readJournal } from '../../journal/read.ts';
import { packRecorded, recordEnding, recordedOf, unpackRecorded } from '../../journal/recorded.ts';
import { UsageError } from '../../model/errors.ts';
import type { JournalLine } from '../../model/journal.ts';
import { scopesOfRun } from '../../plan/select.ts';
import { loadRelease } from '../../release/load.ts';
import { judgeJournal } from '../../report/build/judge-journal.ts';
import { makeFolder } from '../../system/make-folder.ts';
import { readUserFile, sizes } from '../../system/read-user-file.ts';
import { knownDeviations } from '../known-deviations.ts';

export const recordedFolder = 'test/recorded';

/** @returns the exit code */
export const recordCommand = (journal: string, folder = recordedFolder): number => {
  const text = readUserFile(journal, 'a journal', 'give the journal.ndjson of a run', sizes.journal);
  const lines = recordedOf(readJournal(text, journal));
  const [header] = lines;
  const footer = lines.at(-1);
  if (header?.type !== 'header' || footer?.type !== 'footer' || !footer.complete) {
    throw new UsageError(
      'a complete journal',
      `${journal} has no footer that says so`,
      'let a whole run end first',
    );
  }
  const { shard } = header.run;
  if (shard !== null) {
    throw new UsageError(
      'the journal of a whole run',
      `${journal} holds shard ${shard}`,
      '`merge` all shards first',
    );
  }
  const { release } = header.target;
  const record = scopesOfRun(header).includes('page') ? lines : besidePage(lines, release, folder);
  // Judged before anything is written: a release that the suite does not know has no file.
  const verdicts = verdictsOf(record);
  makeFolder(folder);
  const packed = packRecorded(record);
  writeFileSync(join(folder, `${release}${recordEnding}`), packed);
  writeFileSync(join(folder, `${release}.verdicts.txt`), verdicts);
  process.stdout.write(
    `Recorded ${record.length - 2} observations of ${release} in ${folder} (${Math.ceil(packed.length / 1024)} KiB).\n`,
  );
  return 0;
};

/** A run of the scope platform alone is kept together with what is recorded of the page. */
const besidePage = (lines: readonly JournalLine[], release: string, folder: string): JournalLine[] => {
  const file = join(folder, `${release}${recordEnding}`);
  if (!existsSync(file)) {
    throw new UsageError(
      `a record of the page of ${release} in ${folder}, to which a run of the scope platform is added`,
      'none',
      'record a run of the scope page first, or of all',
    );
  }
  const ids = new Set(catalogueFor(loadRelease(release)).cases.map(({ id }) => id));
  return joinedRecords(unpackRecorded(readFileSync(file), file), lines, ids);
};

/** A line a case, so that a change of any verdict is a line in a diff. */
export const verdictsOf = (lines: readonly JournalLine[]): string => {
  const [header] = lines;
  if (header?.type !== 'header') throw new Error('a journal begins with its header');
  const { release } = header.target;
  const report = judgeJournal(lines, loadRelease(release), knownDeviations(release));
  const rows = report.cases.map(({ id, outcome, finding, risk, cause, disposition }) =>
    [id, outcome, finding ?? '-', risk ?? '-', cause ?? '-', disposition ?? '-'].join(' '),
  );
  return `${[...rows, `gate ${report.gate} ${report.exitCode}`].join('\n')}\n`;
};
