/** What `npm run bench` is asked to do. */
import { parseArgs } from 'node:util';
import { wholeNumber } from '../../src/cli/options/values.ts';
import { UsageError } from '../../src/model/errors.ts';

export interface BenchOptions {
  /** Rounds; in each, every way is measured once. */
  repeats: number;
  /** Cases of the sample, about: cases that share a start come together. */
  sample: number;
  /** The whole catalogue in place of a sample. */
  whole: boolean;
  /** Folder for the results. */
  out: string;
}

export const benchHelp = `Usage: npm run bench -- [options]

Measures what a run of the suite costs beyond the starts that it cannot do without, against the built-in reference.

  --repeats N   rounds; in each, every way is measured once (default 3)
  --sample N    cases of the sample, about (default 100)
  --whole       the whole catalogue in place of a sample; needed for the budget of a whole run
  --out DIR     folder for bench.json and bench.md (default results/bench)
  --help        this text
`;

const options = {
  repeats: { type: 'string' },
  sample: { type: 'string' },
  whole: { type: 'boolean' },
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
  if (given.whole === true && given.sample !== undefined) {
    throw new UsageError('either --whole or --sample', 'both', 'leave one of them out');
  }
  if (given.out === '') {
    throw new UsageError('--out with a folder', 'nothing', 'add the folder, or leave --out out');
  }
  return {
    repeats: wholeNumber('--repeats', given.repeats, 1, 100) ?? 3,
    sample: wholeNumber('--sample', given.sample, 1, 10_000) ?? 100,
    whole: given.whole === true,
    out: given.out ?? 'results/bench',
  };
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
