/** Has check-env read the files that configure a deployment, for the table of its connections. */
import { advise } from '../advise/advise.ts';
import type { HopAdvice } from '../advise/schema.ts';
import type { World } from '../advise/world.ts';
import { openConfiguration } from '../configuration/open.ts';
import { UsageError } from '../model/errors.ts';
import { knownPrograms, loadPrograms } from '../release/load-programs.ts';
import type { Deployment } from './file/deployment.ts';

/** @throws UsageError where a file is none that check-env reads */
export const configuredHops = (
  { configuredBy, release, file }: Deployment,
  world: World,
): { hops: HopAdvice[]; note?: string } => {
  if (configuredBy.length === 0) return { hops: [] };
  if (release === undefined || !knownPrograms().includes(release)) {
    throw new UsageError(
      `${file}: release beside configuredBy, one of ${knownPrograms().join(', ')}`,
      release === undefined ? 'no release' : `"${release}"`,
      'say which release is deployed, or leave configuredBy out',
    );
  }
  const configuration = openConfiguration({ files: configuredBy, shell: new Map() });
  const { hops, recognised } = advise(configuration, loadPrograms(release), world);
  return recognised.settings > 0
    ? { hops }
    : { hops, note: `No setting of ${release} was recognised in the files of configuredBy.` };
};
