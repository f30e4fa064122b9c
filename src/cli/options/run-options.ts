/** Reads from the command line what a run is asked to do, and checks it. */
import { UsageError } from '../../model/errors.ts';
import { defaultOptions, type RunOptions, type Shard } from '../../plan/options.ts';
import type { Release } from '../../release/schema.ts';
import { checkout, installed, shellWord } from '../../report/build/reproduce.ts';
import { inCheckout } from '../../system/package.ts';
import type { DeviationsFlags } from '../known-deviations.ts';
import { filtersOf, type FilterFlags } from './filters.ts';
import type { ReportingFlags } from './reporting.ts';
import { targetOf, type TargetFlags } from './target.ts';
import { parsePair, wholeNumber } from './values.ts';

export interface RunFlags extends FilterFlags, TargetFlags, DeviationsFlags, ReportingFlags {
  out?: string;
  strict?: true;
  onlyPresent?: true;
  shard?: string;
  workers?: string;
  ports?: string;
}

/** @throws UsageError */
export const runOptionsOf = (
  flags: RunFlags,
  argv: readonly string[],
): { options: RunOptions; release: Release } => {
  const defaults = defaultOptions();
  const { target, release } = targetOf(flags);
  const filters = filtersOf(flags);
  const shard = flags.shard === undefined ? undefined : shardIn(flags.shard);
  return {
    release,
    options: {
      ...defaults,
      target,
      filters,
      out: flags.out ?? usualFolder(target.kind, release.release, shard),
      ...(flags.workers !== undefined && { workers: wholeNumber('--workers', flags.workers, 1, 256)! }),
      // Real services share ports that they cannot move: a busy machine makes each turn at them longer.
      startsPerWorker: target.kind === 'binaries' ? 2 : defaults.startsPerWorker,
      command: commandOf(argv),
      ...(shard && { shard }),
      ...(flags.ports !== undefined && { ports: portsOf(flags.ports) }),
      ...(flags.releaseFile !== undefined && { releaseFile: flags.releaseFile }),
    },
  };
};

/** Each shard has a separate folder: several may run on one machine. */
export const usualFolder = (kind: string, release: string, shard?: Shard): string => {
  const target = kind === release ? kind : `${kind}-${release}`;
  return `results/${target}${shard ? `-shard-${shard.number}-of-${shard.of}` : ''}`;
};

const mostShards = 64;

const shardIn = (text: string): Shard => {
  const [first, last] = parsePair('--shard', text, '/', 'I/N');
  const of = wholeNumber('--shard I/N', last, 1, mostShards) ?? 1;
  const number = wholeNumber('--shard I/N', first, 1, mostShards) ?? 1;
  if (number <= of) return { number, of };
  throw new UsageError(
    '--shard I/N, I not above N',
    `--shard ${text}`,
    `write --shard 1/${of} to ${of}/${of}`,
  );
};

const portsOf = (text: string): { from: number; to: number } => {
  const [first, last] = parsePair('--ports', text, '-', 'FROM-TO');
  const from = wholeNumber('--ports', first, 1, 65_535) ?? 1;
  const to = wholeNumber('--ports', last, 1, 65_535) ?? 65_535;
  if (from <= to) return { from, to };
  throw new UsageError('--ports FROM-TO, the lower one first', text, `write --ports ${to}-${from}`);
};

/** As a report names it. */
export const commandOf = (argv: readonly string[]): string =>
  [inCheckout ? checkout : installed, ...argv.map(shellWord)].join(' ');
