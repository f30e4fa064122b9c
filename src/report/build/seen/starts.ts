/** Gathers what was observed of each start once, with an id by which its cases name it. Pure. */
import { createHash } from 'node:crypto';
import type { JournalObservation } from '../../../model/journal.ts';
import type { ReportedCase } from '../../schema.ts';
import type { SeenStart } from '../../seen-schema.ts';
import type { Reading, Settlement } from '../settled.ts';
import { startInWords } from './start.ts';

export interface Starts {
  /** What a case rests on: the observation that counts comes first. */
  evidenceOf: (id: string) => ReportedCase['evidence'];
  /** Every start that a case names, in the order of the cases. */
  seen: (cases: readonly ReportedCase[]) => SeenStart[];
}

export const startsOf = (settled: ReadonlyMap<string, Settlement>): Starts => {
  const found = new Map<string, Reading>();
  const ids = new Map<JournalObservation, string>();
  const idOf = (reading: Reading): string => {
    const { line } = reading;
    const known = ids.get(line);
    if (known !== undefined) return known;
    const key = line.reading === 'calm' ? `${line.start}/calm` : line.start;
    // A start that was made twice, as by a run and a rerun, has two observations that count for some cases each.
    let id = key;
    for (let n = 2; found.has(id); n += 1) id = `${key}/${n}`;
    found.set(id, reading);
    ids.set(line, id);
    return id;
  };
  const evidence = (reading: Reading): ReportedCase['evidence'][number] => {
    const { line, journal } = reading;
    return {
      kind: 'observation',
      start: idOf(reading),
      path: `${journal}#${line.reading === 'calm' ? `${line.start}/calm` : line.start}`,
      sha256: createHash('sha256').update(JSON.stringify(line.observation)).digest('hex'),
    };
  };
  return {
    evidenceOf: (id) => (settled.get(id)?.readings ?? []).map(evidence),
    seen: (cases) => {
      const all = cases.flatMap((one) =>
        one.evidence.map(({ start }, at) => ({ start, whole: at === 0 && isRoot(one) })),
      );
      return [...Map.groupBy(all, ({ start }) => start)].flatMap(([id = '', named]) => {
        const reading = found.get(id);
        if (!reading) return [];
        const brief = !named.some(({ whole }) => whole);
        const { line, later } = reading;
        const when = line.reading ?? (later ? 'rerun' : 'first');
        return [{ id, reading: when, ...startInWords(line.observation, brief) }];
      });
    },
  };
};

/** Whether a reader looks for the reason here: not where it passed, and not where it goes back to another case. */
const isRoot = ({ id, outcome, cause }: ReportedCase): boolean =>
  outcome !== 'pass' && outcome !== 'moot' && (cause === null || cause === id);
