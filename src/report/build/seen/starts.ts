/** Gathers what was observed of each start once, with an id by which its cases name it. Pure. */
import { createHash } from 'node:crypto';
import type { JournalObservation } from '../../../model/journal.ts';
import type { ReportedCase } from '../../schema.ts';
import type { SeenStart } from '../../seen-schema.ts';
import type { Readings } from '../readings.ts';
import { startInWords } from './start.ts';

export interface Starts {
  /** What a case rests on: the observation that counts comes first. */
  evidenceOf: (id: string) => ReportedCase['evidence'];
  /** Every start that a case names, in the order of the cases. */
  seen: (cases: readonly ReportedCase[]) => SeenStart[];
}

export const startsOf = ({ lineOf, firstOf, calmOf }: Readings): Starts => {
  const lines = new Map<string, JournalObservation>();
  const ids = new Map<JournalObservation, string>();
  const idOf = (line: JournalObservation): string => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    const key = line.reading === 'calm' ? `${line.start}/calm` : line.start;
    // A start that was made twice, as by a run and a rerun, has two observations that count for some cases each.
    let id = key;
    for (let n = 2; lines.has(id); n += 1) id = `${key}/${n}`;
    lines.set(id, line);
    ids.set(line, id);
    return id;
  };
  const evidence = (line: JournalObservation): ReportedCase['evidence'][number] => {
    const start = idOf(line);
    return {
      kind: 'observation',
      start,
      path: `journal.ndjson#${start}`,
      sha256: createHash('sha256').update(JSON.stringify(line.observation)).digest('hex'),
    };
  };
  return {
    evidenceOf: (id) => {
      const readings = [lineOf.get(id), firstOf.get(id), calmOf.get(id)];
      return [...new Set(readings.filter((line) => line !== undefined))].map(evidence);
    },
    seen: (cases) => {
      const all = cases.flatMap((one) =>
        one.evidence.map(({ start }, at) => ({ start, whole: at === 0 && isRoot(one) })),
      );
      return [...Map.groupBy(all, ({ start }) => start)].flatMap(([id = '', named]) => {
        const line = lines.get(id);
        if (!line) return [];
        const brief = !named.some(({ whole }) => whole);
        return [{ id, reading: line.reading ?? 'first', ...startInWords(line.observation, brief) }];
      });
    },
  };
};

/** Whether a reader looks for the reason here: not where it passed, and not where it goes back to another case. */
const isRoot = ({ id, outcome, cause }: ReportedCase): boolean =>
  outcome !== 'pass' && outcome !== 'moot' && (cause === null || cause === id);
