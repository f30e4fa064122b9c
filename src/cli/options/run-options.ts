/** From the words on the command line to what a run is asked to do, checked. */
import { availableParallelism } from 'node:os';
import { infrastructure } from '../../../fixtures/backplane/infrastructure.ts';
import { UsageError } from '../../model/errors.ts';
import { defaultOptions, type RunOptions, type TargetOptions } from '../../plan/options.ts';
import { loadRelease } from '../../release/load.ts';
import type { Release } from '../../release/schema.ts';
import { checkout, installed, shellWord } from '../../report/build/reproduce.ts';
import { inCheckout } from '../../system/package.ts';
import { filtersOf, type FilterFlags } from './filters.ts';
import { parsePair, oneOf, wholeNumber } from './values.ts';

export interface RunFlags extends FilterFlags {
  target: string;
  release?: string;
  binaries?: string;
  registry?: string;
  image?: string[];
  pull?: string;
  releaseFile?: string;
  deviations?: string;
  runtime?: string;
  out?: string;
  strict?: true;
  workers?: string;
  ports?: string;
  mutant?: string;
}

/** @throws UsageError */
export const runOptionsOf = (
  flags: RunFlags,
  argv: readonly string[],
): { options: RunOptions; release: Release } => {
  const defaults = defaultOptions();
  const { target, release } = targetOf(flags);
  const filters = filtersOf(flags);
  const runtime = oneOf('--runtime', ['processes', 'containers'], flags.runtime, runtimeFor(target.kind));
  if (target.kind !== 'reference' && runtime !== runtimeFor(target.kind)) {
    throw new UsageError(
      `--runtime ${runtimeFor(target.kind)} for --target ${target.kind}`,
      `--runtime ${runtime}`,
      'leave --runtime out, or choose another target',
    );
  }
  const folder = target.kind === release.release ? target.kind : `${target.kind}-${release.release}`;
  return {
    release,
    options: {
      ...defaults,
      target,
      runtime,
      filters,
      out: flags.out ?? `results/${folder}`,
      workers: wholeNumber('--workers', flags.workers, 1, 256) ?? Math.min(4, availableParallelism()),
      // Real services share ports that they cannot move: a busy machine makes each turn at them longer.
      startsPerWorker: target.kind === 'binaries' ? 2 : defaults.startsPerWorker,
      command: commandOf(argv),
      ...(flags.ports !== undefined && { ports: portsOf(flags.ports) }),
      ...(flags.mutant !== undefined && { mutant: flags.mutant }),
    },
  };
};

const runtimeFor = (kind: TargetOptions['kind']): RunOptions['runtime'] =>
  kind === 'images' ? 'containers' : 'processes';

const targetOf = (flags: RunFlags): { target: TargetOptions; release: Release } => {
  const kind = oneOf('--target', ['reference', 'images', 'binaries'], flags.target, 'reference');
  misplaced(flags, kind);
  if (kind === 'binaries' && flags.binaries === undefined) {
    throw new UsageError(
      '--binaries with a folder that holds one program a service',
      '--target binaries without it',
      'add --binaries DIR',
    );
  }
  const release = releaseOf(flags, kind);
  const pull = oneOf('--pull', ['never', 'missing', 'always'], flags.pull, 'missing');
  const target: TargetOptions = {
    kind,
    release: release.release,
    images: imagesOf(flags.image ?? [], release, kind),
    pull,
    ...(flags.releaseFile !== undefined && { releaseFile: flags.releaseFile }),
    ...(flags.binaries !== undefined && { binaries: flags.binaries }),
    ...(flags.registry !== undefined && { registry: flags.registry }),
  };
  return { target, release };
};

/** An option that the target would silently ignore is a mistake. */
const misplaced = (flags: RunFlags, kind: TargetOptions['kind']): void => {
  const wrong: [string, boolean, string][] = [
    ['--binaries', flags.binaries !== undefined && kind !== 'binaries', '--target binaries'],
    ['--registry', flags.registry !== undefined && kind !== 'images', '--target images'],
    ['--pull', flags.pull !== undefined && kind !== 'images', '--target images'],
    ['--image', flags.image !== undefined && kind === 'binaries', '--target images'],
    ['--mutant', flags.mutant !== undefined && kind !== 'reference', '--target reference'],
  ];
  const found = wrong.find(([, is]) => is);
  if (!found) return;
  const [option, , where] = found;
  throw new UsageError(`${option} only with ${where}`, `${option} with --target ${kind}`, `add ${where}`);
};

const releaseOf = (flags: RunFlags, kind: TargetOptions['kind']): Release => {
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

const imagesOf = (
  given: readonly string[],
  release: Release,
  kind: TargetOptions['kind'],
): Record<string, string> => {
  const services =
    kind === 'reference'
      ? ['reference', 'postgres']
      : [...programsOf(release), ...Object.keys(infrastructure), 'postgres'];
  return Object.fromEntries(
    given.map((text) => {
      const [service, reference] = parsePair('--image', text, '=', 'SERVICE=REF');
      if (!services.includes(service)) {
        throw new UsageError(
          `--image for one of ${services.join(', ')}`,
          `--image ${text}`,
          'correct the name before the =',
        );
      }
      return [service, reference];
    }),
  );
};

/** A service that another program serves has no image. */
const programsOf = ({ services }: Release): string[] =>
  Object.entries(services).flatMap(([name, { servedBy }]) => (servedBy === undefined ? [name] : []));

const portsOf = (text: string): { from: number; to: number } => {
  const [first, last] = parsePair('--ports', text, '-', 'FROM-TO');
  const from = wholeNumber('--ports', first, 1, 65_535) ?? 1;
  const to = wholeNumber('--ports', last, 1, 65_535) ?? 65_535;
  if (from <= to) return { from, to };
  throw new UsageError('--ports FROM-TO, the lower one first', text, `write --ports ${to}-${from}`);
};

const commandOf = (argv: readonly string[]): string =>
  [inCheckout ? checkout : installed, ...argv.map(shellWord)].join(' ');
