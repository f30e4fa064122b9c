/** Lists every image that a run in containers pulls, under the names by which it pulls them. */
import type { Case } from '../../suites/vocabulary.ts';
import { hasDatabase } from '../plan/plan.ts';
import type { ImageChoice } from '../release/images.ts';
import type { Release } from '../release/schema.ts';
import { fromHub } from '../system/docker/hub.ts';
import { ryukImage } from '../system/docker/ryuk.ts';
import { neededImages, type NeededImage } from './needed-images.ts';

export interface PulledImage extends NeededImage {
  /** What helps where it cannot be had, besides what helps with any image. */
  advice?: string;
}

/** What the run needs, and Ryuk, which Testcontainers starts beside PostgreSQL. */
export const pulledImages = async (
  release: Release,
  cases: readonly Case[],
  target: { kind: 'reference' | 'images' } & ImageChoice,
): Promise<PulledImage[]> => {
  const needed = neededImages(release, cases, target).map(async (one) => ({
    ...one,
    ref: await fromHub(one.ref),
  }));
  const databases = cases.some(({ start }) => hasDatabase(start, release));
  const ryuk = databases ? await ryukImage() : undefined;
  return [...(await Promise.all(needed)), ...(ryuk ? [ryuk] : [])];
};
