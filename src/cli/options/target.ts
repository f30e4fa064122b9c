/** Reads from the command line what is tested: the kind of target, with the options of that kind, and the release. */
import { infrastructure } from '../../../fixtures/backplane/infrastructure.ts';
import { UsageError } from '../../model/errors.ts';
import type { RuntimeKind, TargetOptions } from '../../plan/options.ts';
import { loadRelease } from '../../release/load.ts';
import type { Release } from '../../release/schema.ts';
import { oneOf, parsePair } from './values.ts';

export interface TargetFlags {
  target: string;
  release?: string;
  releaseFile?: string;
  runtime?: string;
  binaries?: string;
  registry?: string;
  image?: string[];
  pull?: string;
  mutant?: string;
  /** Of a live target, which is looked at by a command apart. */
  deployment?: string;
  probeOldVersions?: true;
  capture?: string;
}

type Kind = TargetOptions['kind'];

/** Options that not every target has. Another target would ignore them silently: that is a mistake. */
const optionsOf = {
  images: ['registry', 'image', 'pull'],
  binaries: ['binaries'],
  reference: ['image', 'mutant'],
  live: ['deployment', 'probeOldVersions', 'capture'],
} as const satisfies Record<Kind | 'live', readonly (keyof TargetFlags)[]>;

/** @throws UsageError */
export const targetOf = (flags: TargetFlags): { target: TargetOptions; release: Release } => {
  const kind = oneOf('--target', ['reference', 'images', 'binaries', 'live'], flags.target, 'reference');
  if (kind === 'live') {
    throw new UsageError(
      'a target that the suite starts itself: reference, images or binaries',
      '--target live',
      'look at it anew with `run --target live --deployment FILE`, which takes seconds',
    );
  }
  refuseOptionsOfOthers(flags, kind);
  switch (kind) {
    case 'reference': {
      const release = releaseOf(flags, kind);
      const runtime = runtimeIn(flags, 'processes');
      const images = imagesIn(flags, ['reference', 'postgres']);
      return {
        release,
        target: { kind, runtime, images, ...(flags.mutant !== undefined && { mutant: flags.mutant }) },
      };
    }
    case 'images': {
      const release = releaseOf(flags, kind);
      const pull = oneOf('--pull', ['never', 'missing', 'always'], flags.pull, 'missing');
      const roles = [...programsOf(release), ...Object.keys(infrastructure), 'postgres'];
      const images = imagesIn(flags, roles);
      onlyRuntime('containers', flags, kind);
      return {
        release,
        target: { kind, images, pull, ...(flags.registry !== undefined && { registry: flags.registry }) },
      };
    }
    case 'binaries': {
      const { binaries: folder } = flags;
      if (folder === undefined) {
        throw new UsageError(
          '--binaries with a folder that holds one program a service',
          '--target binaries without it',
          'add --binaries DIR',
        );
      }
      const release = releaseOf(flags, kind);
      onlyRuntime('processes', flags, kind);
      return { release, target: { kind, folder } };
    }
  }
};

/** @throws UsageError */
export const refuseOptionsOfOthers = (flags: TargetFlags, kind: Kind | 'live'): void => {
  const own: readonly string[] = optionsOf[kind];
  for (const [other, options] of Object.entries(optionsOf)) {
    const foreign = options.find((option) => flags[option] !== undefined && !own.includes(option));
    if (foreign === undefined) continue;
    const where = `--target ${other}`;
    const option = foreign.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `--${option} only with ${where}`,
      `--${option} with --target ${kind}`,
      `add ${where}`,
    );
  }
};

const runtimeIn = (flags: TargetFlags, usual: RuntimeKind): RuntimeKind =>
  oneOf('--runtime', ['processes', 'containers'], flags.runtime, usual);

const onlyRuntime = (only: RuntimeKind, flags: TargetFlags, kind: Kind): void => {
  const runtime = runtimeIn(flags, only);
  if (runtime === only) return;
  throw new UsageError(
    `--runtime ${only} for --target ${kind}`,
    `--runtime ${runtime}`,
    'leave --runtime out, or choose another target',
  );
};

const releaseOf = (flags: TargetFlags, kind: Kind): Release => {
  if (flags.release === undefined && flags.releaseFile === undefined && kind !== 'reference') {
    throw new UsageError(
      `--release with the release to test`,
      `--target ${kind} without it`,
      'add --release NAME (such as v0.19.1), or --release-file FILE',
    );
  }
  const release = loadRelease(flags.release ?? 'reference', flags.releaseFile);
  if (kind === 'reference' && flags.releaseFile === undefined && release.release !== 'reference') {
    throw new UsageError(
      'no --release with the built-in reference',
      `--release ${release.release}`,
      `add --target images, or --target binaries --binaries DIR, to test ${release.release}`,
    );
  }
  if (flags.release !== undefined && release.release !== flags.release) {
    throw new UsageError(
      `a release file about ${flags.release}`,
      `${flags.releaseFile} is about ${release.release}`,
      'correct --release, or leave it out',
    );
  }
  return release;
};

const imagesIn = ({ image = [] }: TargetFlags, roles: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    image.map((text) => {
      const [role, reference] = parsePair('--image', text, '=', 'SERVICE=REF');
      if (!roles.includes(role)) {
        throw new UsageError(
          `--image for one of ${roles.join(', ')}`,
          `--image ${text}`,
          'correct the name before the =',
        );
      }
      return [role, reference];
    }),
  );

/** A service that another program serves has no image. */
const programsOf = ({ services }: Release): string[] =>
  Object.entries(services).flatMap(([name, { servedBy }]) => (servedBy === undefined ? [name] : []));
