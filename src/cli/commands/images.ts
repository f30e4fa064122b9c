/** The command `images`: exactly what a run with `--target images` pulls, for mirroring. */
import { catalogueFor } from '../../../suites/catalogue.ts';
import { loadRelease } from '../../release/load.ts';
import { neededImages } from '../../run/needed-images.ts';

/** @returns the exit code */
export const imagesCommand = (flags: {
  release: string;
  releaseFile?: string;
  registry?: string;
}): number => {
  const release = loadRelease(flags.release, flags.releaseFile);
  const kind = release.release === 'reference' ? 'reference' : 'images';
  const target = {
    kind,
    images: {},
    ...(flags.registry !== undefined && { registry: flags.registry }),
  } as const;
  const references = neededImages(release, catalogueFor(release).cases, target).map(({ ref }) => ref);
  for (const reference of new Set(references)) process.stdout.write(`${reference}\n`);
  return 0;
};
