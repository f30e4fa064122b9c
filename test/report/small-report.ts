/** Makes a small report from a small journal. */
import { judgeJournal } from '../../src/report/build/judge-journal.ts';
import type { Report } from '../../src/report/schema.ts';
import { catalogue, deviations, lines, onFile, release, rules } from './small-run.ts';

export const smallReport = (): Report =>
  judgeJournal(lines, release, deviations, { catalogue, rules, onFile });
