/** The command `images`: exactly what a run with `--target images` pulls, for mirroring. */
import { defaultPostgresImage } from '../../fixtures/postgres/default-image.ts';
import { infrastructure } from '../../fixtures/platform/infrastructure.ts';
import { loadRelease } from '../release/load.ts';

/** @returns the exit code */
export const imagesCommand = (flags: {
  release: string;
  releaseFile?: string;
  registry?: string;
}): number => {
  const release = loadRelease(flags.release, flags.releaseFile);
  const registry = flags.registry ?? release.registry ?? '';
  const services = Object.values(release.services);
  const own = services.map(({ image }) => image.replace('{registry}', registry).replace(/^\//, ''));
  const needs = new Set(services.flatMap(({ needs }) => needs).filter((need) => need !== 'mqtt-broker'));
  const behind = [...needs].map((need) => infrastructure[need].image);
  for (const image of new Set([...own, defaultPostgresImage, ...behind])) process.stdout.write(`${image}\n`);
  return 0;
};
