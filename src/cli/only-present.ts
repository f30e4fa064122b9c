/** Leaves out services that the target does not have, where `--only-present` asks for that, and says so. */
import { UsageError } from '../model/errors.ts';
import type { RunOptions } from '../plan/options.ts';
import type { Release } from '../release/schema.ts';
import { say } from './conclude.ts';
import type { RunFlags } from './options/run-options.ts';

interface Asked {
  options: RunOptions;
  release: Release;
}

/** @throws UsageError where the target brings its own programs */
export const presentOptions = async (asked: Asked, { onlyPresent }: RunFlags): Promise<Asked> => {
  if (onlyPresent !== true) return asked;
  const { options, release } = asked;
  if (options.target.kind === 'reference') {
    throw new UsageError(
      '--only-present with a target of which a part may be missing: binaries or images',
      '--target reference',
      'leave the option out',
    );
  }
  const { absentServices } = await import('../run/present.ts');
  const without = await absentServices(options.target, release, options.filters);
  if (!without.length) return asked;
  say(`Not there, and not selected (--only-present): ${without.join(', ')}.`);
  return { release, options: { ...options, filters: { ...options.filters, without } } };
};
