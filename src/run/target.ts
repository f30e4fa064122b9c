/** From the target that was asked for to the programs that are run, checked before anything starts. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../model/errors.ts';
import type { TargetDescription } from '../model/journal.ts';
import type { RunOptions } from '../plan/options.ts';
import type { Release } from '../release/schema.ts';
import type { Programs } from '../stack/context.ts';

export const resolvePrograms = async (
  options: RunOptions,
  release: Release,
): Promise<{ programs: Programs; description: TargetDescription }> => {
  const { target, runtime } = options;
  const description: TargetDescription = {
    kind: target.kind,
    release: release.release,
    runtime,
    images: [],
    binaries: [],
    releaseFile: target.releaseFile ?? null,
  };
  switch (target.kind) {
    case 'reference': {
      const mutant = options.mutant ?? null;
      if (runtime === 'processes') return { programs: { kind: 'reference', mutant }, description };
      const image = target.images.reference ?? release.services.users!.image;
      description.images.push({ role: 'reference', ref: image, digest: null });
      return { programs: { kind: 'reference-image', image, mutant }, description };
    }
    case 'binaries': {
      const folder = target.binaries;
      if (folder === undefined) {
        throw new UsageError(
          'a folder with one program a service',
          '--target binaries without --binaries',
          'add --binaries DIR',
        );
      }
      if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
        throw new UsageError(
          '--binaries with a folder that holds one program a service',
          `no folder at ${folder}`,
          'check the path given with --binaries',
        );
      }
      for (const binary of new Set(Object.values(release.services).map((service) => service.binary))) {
        const sha256 = await digestOf(join(folder, binary));
        if (sha256 !== undefined) description.binaries.push({ service: binary, sha256 });
      }
      return { programs: { kind: 'binaries', folder }, description };
    }
    case 'images': {
      const registry = target.registry ?? release.registry ?? '';
      const references = Object.fromEntries(
        Object.entries(release.services).map(([name, { image, servedBy }]) => [
          name,
          target.images[servedBy ?? name] ?? image.replace('{registry}', registry).replace(/^\//, ''),
        ]),
      );
      for (const [name, { servedBy }] of Object.entries(release.services)) {
        if (servedBy === undefined)
          description.images.push({ role: name, ref: references[name]!, digest: null });
      }
      return { programs: { kind: 'images', references, pull: target.pull }, description };
    }
  }
};

const digestOf = async (path: string): Promise<string | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
