/** The command `images`: exactly what a run with `--target images` pulls, for mirroring. */
import { catalogueFor } from '../../../suites/catalogue.ts';
import { pulledImages } from '../../run/pulled-images.ts';
import { targetOf } from '../options/target.ts';

export interface ImagesFlags {
  release: string;
  releaseFile?: string;
  registry?: string;
  image?: string[];
}

/** @returns the exit code */
export const imagesCommand = async (flags: ImagesFlags): Promise<number> => {
  const isReference = flags.release === 'reference';
  const { target, release } = targetOf({
    ...flags,
    ...(isReference ? { target: 'reference', runtime: 'containers' } : { target: 'images' }),
  });
  if (target.kind === 'binaries') return 0;
  const pulled = await pulledImages(release, catalogueFor(release).cases, target);
  for (const reference of new Set(pulled.map(({ ref }) => ref))) process.stdout.write(`${reference}\n`);
  return 0;
};
