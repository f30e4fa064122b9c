/** Finds out which services of a release the target has, before anything is selected. */
import { join } from 'node:path';
import { catalogueOf } from '../plan/select.ts';
import { InfrastructureError } from '../model/errors.ts';
import type { Filters, TargetOptions } from '../plan/options.ts';
import type { Release } from '../release/schema.ts';
import { runnable } from '../system/processes/binary.ts';
import { pulledImages } from './pulled-images.ts';

/**
 * Services of the release whose program is not in the folder, or whose image cannot be had. Of a target that brings its
 * own programs: none.
 */
export const absentServices = async (
  target: TargetOptions,
  release: Release,
  filters: Filters,
): Promise<string[]> => {
  switch (target.kind) {
    case 'reference':
      return [];
    case 'binaries':
      return withServed(
        release,
        Object.entries(release.services).flatMap(([name, { binary }]) =>
          isRunnable(join(target.folder, binary)) ? [] : [name],
        ),
      );
    case 'images': {
      const { missingImages } = await import('../system/docker/obtain.ts');
      const needed = await pulledImages(release, catalogueOf(release, filters).cases, target);
      const services = needed.filter(({ role }) => Object.hasOwn(release.services, role));
      return withServed(release, await missingImages(services, target.pull));
    }
  }
};

/** What another service's program serves is absent with it. */
const withServed = ({ services }: Release, absent: readonly string[]): string[] =>
  Object.keys(services).filter(
    (name) => absent.includes(name) || absent.includes(services[name]?.servedBy ?? ''),
  );

const isRunnable = (path: string): boolean => {
  try {
    runnable(path);
    return true;
  } catch (error) {
    if (error instanceof InfrastructureError) return false;
    throw error;
  }
};
