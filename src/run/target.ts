/** Describes the target that was asked for, and finds its programs. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Case } from '../../suites/vocabulary.ts';
import { UsageError, type InfrastructureError } from '../model/errors.ts';
import type { PinnedImage } from '../model/image.ts';
import type { TargetDescription } from '../model/journal.ts';
import { runtimeOf, type RunOptions, type TargetOptions } from '../plan/options.ts';
import type { Release } from '../release/schema.ts';
import type { ProgramSource } from '../stack/context.ts';
import { referenceProgram } from './reference-program.ts';

/**
 * For the head of the journal. Images are not known before they are obtained, nor binaries before they are read.
 * @throws UsageError for a folder that is not there
 */
export const describeTarget = async (
  { target, releaseFile }: RunOptions,
  release: Release,
): Promise<TargetDescription> => {
  if (target.kind === 'binaries') await refuseNoFolder(target.folder);
  return {
    kind: target.kind,
    release: release.release,
    runtime: runtimeOf(target),
    images: [],
    binaries: [],
    releaseFile: releaseFile ?? null,
  };
};

/** @param images by role, as obtained for a target in containers */
export const programSource = async (
  target: TargetOptions,
  images: Readonly<Record<string, PinnedImage>>,
  missing: Readonly<Record<string, InfrastructureError>> = {},
): Promise<ProgramSource> => {
  switch (target.kind) {
    case 'reference': {
      const mutant = target.mutant ?? null;
      return target.runtime === 'processes'
        ? { kind: 'reference', entry: await referenceProgram(), mutant }
        : { kind: 'reference-image', image: images['reference']!, mutant };
    }
    case 'images':
      return {
        kind: 'images',
        images,
        missing: Object.fromEntries(
          Object.entries(missing).map(([role, { code, message, todo }]) => [role, { code, message, todo }]),
        ),
      };
    case 'binaries':
      return { kind: 'binaries', folder: target.folder };
  }
};

const refuseNoFolder = async (folder: string): Promise<void> => {
  if ((await stat(folder).catch(() => undefined))?.isDirectory()) return;
  throw new UsageError(
    '--binaries with a folder that holds one program a service',
    `no folder at ${folder}`,
    'check the path given with --binaries',
  );
};

/** Of the programs in the folder of `--binaries`. Reads hundreds of MiB, so it goes on beside other work. */
export const digestsOf = async (
  target: TargetOptions,
  { deployment, services }: Release,
  cases: readonly Case[],
): Promise<TargetDescription['binaries']> => {
  if (target.kind !== 'binaries') return [];
  const { folder } = target;
  const found: TargetDescription['binaries'] = [];
  // Those of the page and of a deployment always: they say what was built. The others where they are started.
  const started = new Set([
    ...[...'users clients http-adapter mqtt-adapter ws-adapter coap-adapter'.split(' ')],
    ...(deployment?.order ?? []),
    ...cases.flatMap(({ start }) => start.services),
  ]);
  const programs = Object.entries(services).filter(([name]) => started.has(name));
  for (const binary of new Set(programs.map(([, service]) => service.binary))) {
    const sha256 = await digestOf(join(folder, binary));
    if (sha256 !== undefined) found.push({ service: binary, sha256 });
  }
  return found;
};

/** Large ones, so that the thread is asked seldom, and small enough to leave it free in between. */
const segmentBytes = 2 ** 19;

const digestOf = async (path: string): Promise<string | undefined> => {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: segmentBytes }), hash);
  return hash.digest('hex');
};
