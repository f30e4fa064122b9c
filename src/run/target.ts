/** Describes the target that was asked for, and finds its programs. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../model/errors.ts';
import type { PinnedImage } from '../model/image.ts';
import type { TargetDescription } from '../model/journal.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../plan/options.ts';
import type { Release } from '../release/schema.ts';
import type { ProgramSource } from '../stack/context.ts';

/**
 * For the head of the journal. Images are not known before they are obtained.
 * @throws UsageError for a folder that is not there
 */
export const describeTarget = async (
  { target, releaseFile }: RunOptions,
  release: Release,
): Promise<TargetDescription> => ({
  kind: target.kind,
  release: release.release,
  runtime: runtimeOf(target),
  images: [],
  binaries: target.kind === 'binaries' ? await digestsIn(target.folder, release) : [],
  releaseFile: releaseFile ?? null,
});

/** @param images by role, as obtained for a target in containers */
export const programSource = (
  target: TargetOptions,
  images: Readonly<Record<string, PinnedImage>>,
): ProgramSource => {
  switch (target.kind) {
    case 'reference': {
      const mutant = target.mutant ?? null;
      return target.runtime === 'processes'
        ? { kind: 'reference', mutant }
        : { kind: 'reference-image', image: images['reference']!, mutant };
    }
    case 'images':
      return { kind: 'images', images };
    case 'binaries':
      return { kind: 'binaries', folder: target.folder };
  }
};

const digestsIn = async (folder: string, { services }: Release): Promise<TargetDescription['binaries']> => {
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(
      '--binaries with a folder that holds one program a service',
      `no folder at ${folder}`,
      'check the path given with --binaries',
    );
  }
  const found: TargetDescription['binaries'] = [];
  for (const binary of new Set(Object.values(services).map((service) => service.binary))) {
    const sha256 = await digestOf(join(folder, binary));
    if (sha256 !== undefined) found.push({ service: binary, sha256 });
  }
  return found;
};

const digestOf = async (path: string): Promise<string | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
