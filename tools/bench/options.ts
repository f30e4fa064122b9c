/** What `npm run bench` is asked to do. */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { filtersOf } from '../../src/cli/options/filters.ts';
import { targetOf } from '../../src/cli/options/target.ts';
import { wholeNumber } from '../../src/cli/options/values.ts';
import { UsageError } from '../../src/model/errors.ts';
import type { Filters, TargetOptions } from '../../src/plan/options.ts';
import type { Release } from '../../src/release/schema.ts';

export interface BenchOptions {
  target: TargetOptions;
  release: Release;
  /** Only these sections of the page, where there are any. */
  filters: Filters;
  /** Rounds; in each, every checkout is measured once. */
  repeats: number;
  /** Cases of the sample, about: cases that share a start come together. The whole catalogue without one. */
  sample: number | undefined;
  /** A series of samples, up to the whole catalogue. */
  growth: boolean;
  /** Folder of another checkout, which is measured in turn with this one. */
  against: string | undefined;
  /** Keep the result in docs/performance.md. */
  write: boolean;
  /** Folder for the results. */
  out: string;
}

export const benchHelp = `Usage: npm run bench -- [options]

Measures what a run of the suite costs, and what of it is not the services under test. CPU by kind needs Linux and root.

  --target KIND   reference (default), binaries or images, as for a run
  --release NAME  release to run, with --binaries DIR or --target images
  --binaries DIR  folder with one program a service
  --section NAME  only this section of the page (repeatable)
  --repeats N     rounds; in each, every checkout is measured once (default 3)
  --sample N      cases of the sample, about (default 100)
  --whole         the whole catalogue in place of a sample; needed for the budget of a whole run
  --growth        samples of 100, 300 and 600 cases and the whole catalogue: what does a further case cost?
  --against DIR   measure the checkout in DIR as well, in turn with this one
  --write         keep the result in docs/performance.md; with --whole or --growth
  --out DIR       folder for bench.md, bench.json and cases.tsv (default results/bench)
  --help          this text
`;

const options = {
  target: { type: 'string' },
  release: { type: 'string' },
  binaries: { type: 'string' },
  section: { type: 'string', multiple: true },
  repeats: { type: 'string' },
  sample: { type: 'string' },
  whole: { type: 'boolean' },
  growth: { type: 'boolean' },
  against: { type: 'string' },
  write: { type: 'boolean' },
  out: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/**
 * @returns `help` when only that is asked for
 * @throws UsageError
 */
export const benchOptions = (argv: readonly string[]): BenchOptions | 'help' => {
  const given = parsed(argv);
  if (given.help === true) return 'help';
  const sizes = (['sample', 'whole', 'growth'] as const).filter((name) => given[name] !== undefined);
  if (sizes.length > 1) {
    throw new UsageError(
      'one of --sample, --whole and --growth',
      sizes.map((name) => `--${name}`).join(' and '),
      'leave the others out',
    );
  }
  const sections = given.section ?? [];
  const [size] = sizes;
  const all = size === 'whole' || size === 'growth';
  if (given.write === true && (!all || sections.length)) {
    throw new UsageError(
      '--write with --whole or --growth, and without --section',
      sections.length ? '--section' : 'a sample',
      'measure everything, or leave --write out: docs/performance.md is about whole runs',
    );
  }
  for (const name of ['out', 'against'] as const) {
    if (given[name] !== '') continue;
    throw new UsageError(`--${name} with a folder`, 'nothing', `add the folder, or leave --${name} out`);
  }
  return {
    ...targetOf({
      target: given.target ?? (given.binaries === undefined ? 'reference' : 'binaries'),
      ...(given.release !== undefined && { release: given.release }),
      ...(given.binaries !== undefined && { binaries: given.binaries }),
    }),
    filters: filtersOf({ section: sections }),
    repeats: wholeNumber('--repeats', given.repeats, 1, 100) ?? 3,
    sample: all ? undefined : (wholeNumber('--sample', given.sample, 1, 10_000) ?? 100),
    growth: given.growth === true,
    against: given.against === undefined ? undefined : checkoutAt(given.against),
    write: given.write === true,
    out: given.out ?? 'results/bench',
  };
};

const checkoutAt = (folder: string): string => {
  for (const needed of ['src/cli/main.ts', 'node_modules']) {
    if (statSync(join(folder, needed), { throwIfNoEntry: false })) continue;
    throw new UsageError(
      '--against with the folder of a checkout, installed',
      `no ${needed} in ${folder}`,
      'git worktree add DIR COMMIT, then npm ci in DIR',
    );
  }
  return resolve(folder);
};

const parsed = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const [found] = (cause as Error).message.split('. ');
    const names = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(
      `options among ${names.join(', ')}`,
      found ?? String(cause),
      'see `npm run bench -- --help`',
      { cause },
    );
  }
};
