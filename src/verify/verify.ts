/** Holds what `check-env` predicts against services that are started as the files configure them. */
import type { Comparison, Verification } from '../advise/checked/checked.ts';
import { predict } from '../advise/predict.ts';
import type { World } from '../advise/world.ts';
import type { Configuration } from '../configuration/model.ts';
import type { RunOptions } from '../plan/options.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import type { Release } from '../release/schema.ts';
import { compare, compareTogether } from './compare.ts';
import { observeStarts } from './observe.ts';
import { deploymentOf, startsOf } from './starts.ts';

/** What is verified: the files, and the programs of a release that they are for. */
export interface Verified {
  configuration: Configuration;
  programs: ReleasePrograms;
  release: Release;
  world: World;
  options: RunOptions;
}

/** @throws UsageError, InfrastructureError; the signal's reason */
export const verify = async (
  { configuration, programs, release, world, options }: Verified,
  signal: AbortSignal,
  note: (line: string) => void,
): Promise<Omit<Verification, 'target'>> => {
  const { verifiable, leftOut: notStarted } = startsOf(predict(configuration, programs, world), release);
  const predictions = verifiable.map(({ prediction }) => prediction);
  const starts = {
    alone: verifiable.map(({ start }) => start),
    together: deploymentOf(verifiable, release.deployment),
  };
  const seen = await observeStarts(starts, { options, release }, signal, note);
  const alone = predictions.flatMap((prediction, at) => compare(prediction, seen.alone[at]!));
  const together = seen.together ? compareTogether(predictions, alone, seen.together) : [];
  const isSeen = ({ container, what }: Comparison): boolean =>
    together.some((one) => one.container === container && one.what.startsWith(`${what},`));
  return { comparisons: [...alone.filter((one) => !isSeen(one)), ...together], notStarted };
};
