/** Decides of each name, and of each line of a container, what is written in its place. Pure. */
import type { Place } from '../../../configuration/model.ts';
import { unique, type Status } from '../fate.ts';
import { keyOf } from '../occurrences.ts';
import type { Judged } from '../settings.ts';
import type { Way } from '../way.ts';

export type Decision =
  | { kind: 'keep' }
  | { kind: 'rename'; to: string }
  | { kind: 'comment out'; why: string }
  | { kind: 'new value'; from: string; to: string }
  /** It cannot be written safely; the reason is told. */
  | { kind: 'leave'; why: string };

/** What has no effect must not get one by being renamed. */
const passive: readonly Status[] = ['never read', 'of the files', 'service gone', 'comes into effect'];

const keep: Decision = { kind: 'keep' };

/** What is written in place of all lines that set a variable in an .env. */
export const decisionOf = (judged: readonly Judged[], { to }: Way): Decision => {
  const active = judged.filter(({ fate }) => !passive.includes(fate.status));
  const gone = judged.filter(({ fate }) => fate.status === 'service gone');
  // Beside a Compose file of one's own, what that file calls a variable is its own matter.
  const ofProduct = judged.find(
    ({ fate, occurrences }) => fate.ofProductFiles && occurrences.some(({ kind }) => kind === 'plain file'),
  );
  if (active.length === 0 && ofProduct) {
    const [name] = ofProduct.fate.newNames;
    const why = `no program reads it; the product's own files for Docker call it ${name} in ${to.release}`;
    return { kind: 'leave', why };
  }
  if (active.length === 0)
    return gone.length > 0 && gone.length === judged.length
      ? { kind: 'comment out', why: gone[0]!.change.says }
      : keep;
  const dropped = active.filter(({ fate }) => fate.status === 'dropped');
  const names = unique(active.flatMap(({ fate }) => fate.newNames));
  if (dropped.length === active.length) return { kind: 'comment out', why: dropped[0]!.change.says };
  const [name] = names;
  if (names.length > 1)
    return {
      kind: 'leave',
      why: `services of ${to.release} read it under different names, ${names.join(' and ')}`,
    };
  const { variable, newValue } = active[0]!.change;
  if (name !== variable) return { kind: 'rename', to: name! };
  const old = active[0]!.occurrences[0]?.value.text;
  return newValue !== undefined && old !== undefined ? { kind: 'new value', from: old, to: newValue } : keep;
};

/** Line of a container's entry → what is written there. Containers that share it must agree. */
export const entryDecisions = (
  judged: readonly Judged[],
  way: Way,
): Map<string, { at: Place; variable: string; decision: Decision }> => {
  const lines = new Map<string, { at: Place; variable: string; judged: Judged[] }>();
  for (const one of judged)
    for (const { kind, at, variable } of one.occurrences) {
      if (kind !== 'entry') continue;
      const key = `${keyOf(at)} ${variable}`;
      const line = lines.get(key) ?? { at, variable, judged: [] };
      if (!line.judged.includes(one)) line.judged.push(one);
      lines.set(key, line);
    }
  return new Map(
    [...lines].map(([key, line]) => [
      key,
      { at: line.at, variable: line.variable, decision: entryDecision(line.judged, way) },
    ]),
  );
};

/** Entries of a container whose service is gone stay: the container goes as a whole. */
const entryDecision = (judged: readonly Judged[], way: Way): Decision =>
  judged.every(({ fate }) => fate.status === 'service gone') ? keep : decisionOf(judged, way);
