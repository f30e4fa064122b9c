/** Judges what a recorded run of a real release saw of the page again, and gives the report of it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownDeviations } from '../../src/cli/known-deviations.ts';
import { pageOf } from '../../src/journal/joined-records.ts';
import { recordEnding, unpackRecorded } from '../../src/journal/recorded.ts';
import { catalogueFor } from '../../suites/catalogue.ts';
import { loadRelease } from '../../src/release/load.ts';
import { judgeJournal } from '../../src/report/build/judge-journal.ts';
import type { Report } from '../../src/report/schema.ts';

export const recordedReport = (release: string): Report => {
  const file = join(import.meta.dirname, `../recorded/${release}${recordEnding}`);
  const names = loadRelease(release);
  const ids = new Set(catalogueFor(names).cases.map(({ id }) => id));
  const lines = pageOf(unpackRecorded(readFileSync(file), file), ids);
  // Recorded observations hold no lines but errors. A service of v0.19.1 prints 17.5 lines on average, of which the
  // last 1.8 are errors, and the others have 96 characters.
  for (const line of lines) {
    if (line.type !== 'observation') continue;
    for (const { output } of Object.values(line.observation.services))
      output.tail = [...printed, ...output.errors];
  }
  return judgeJournal(lines, names, knownDeviations(release));
};

const printed = Array.from({ length: 16 }, (_, at) =>
  JSON.stringify({
    level: 'INFO',
    msg: `users service gRPC server listening at 127.0.0.1:${at} `.padEnd(71, '.'),
  }),
);
