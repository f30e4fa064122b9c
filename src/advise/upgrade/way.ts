/** Holds the releases that an upgrade leads over, each with its vocabulary, and what changes on the way. Pure. */
import type { Changes } from '../../release/changes.ts';
import type { ReleasePrograms } from '../../release/programs.ts';
import { compareReleases, isOnTheWay } from './order.ts';
import { vocabularyOf, type Vocabulary } from './vocabulary.ts';

export interface Way {
  from: Vocabulary;
  to: Vocabulary;
  /** Every known release after the first, up to the last, in order. */
  steps: readonly Vocabulary[];
  /** Every known release, in order. */
  all: readonly Vocabulary[];
  changes: Changes;
}

/** @param known holds both releases */
export const wayBetween = (
  from: string,
  to: string,
  known: readonly ReleasePrograms[],
  changes: Changes,
): Way => {
  const all = known
    .toSorted((a, b) => compareReleases(a.release, b.release))
    .map((programs) => vocabularyOf(programs, changes));
  const of = (release: string): Vocabulary => all.find((one) => one.release === release)!;
  const steps = all.filter(({ release }) => isOnTheWay(release, from, to));
  return { from: of(from), to: of(to), steps, all, changes };
};

/**
 * The first release on the way that is so, and stays so to the end.
 * @param keys as `changes.yaml` names what came with a release whose programs are not known
 */
export const sinceWhen = (
  way: Way,
  isSo: (release: Vocabulary) => boolean,
  keys: readonly string[] = [],
): string | undefined => {
  const since = way.steps[way.steps.findLastIndex((step) => !isSo(step)) + 1]?.release;
  if (since === undefined) return undefined;
  const before =
    way.all[way.all.findIndex(({ release }) => release === since) - 1]?.release ?? way.from.release;
  const exact = way.changes.firsts.find(
    (first) => isOnTheWay(first.since, before, since) && first.of.some((key) => keys.includes(key)),
  );
  return exact?.since ?? since;
};
