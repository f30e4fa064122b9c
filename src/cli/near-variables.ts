/** Finds variables that a mistyped word may stand for. */
import { loadAllPrograms } from '../release/load-programs.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import { namesOf } from '../release/resolve-programs.ts';
import { nearest } from './nearest.ts';

/** Variables that any release reads or mentions, and that a word may stand for. */
export const nearVariables = (
  word: string,
  all: readonly ReleasePrograms[] = loadAllPrograms(),
): string[] => {
  const names = new Set(
    all.flatMap(({ programs, neverRead }) => [
      ...[...programs.values()].flatMap(namesOf),
      ...Object.keys(neverRead),
    ]),
  );
  return nearest(word.toUpperCase().replaceAll('-', '_'), names);
};
