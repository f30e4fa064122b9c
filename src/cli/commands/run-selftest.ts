/** Runs the suite against faults that it must see, for the command `selftest`. */
import { join } from 'node:path';
import { availableParallelism } from 'node:os';
import { mutants as known } from '../../../fixtures/reference/mutants.ts';
import type { Mutant } from '../../../fixtures/reference/mutants/mutant.ts';
import { interruptedBy } from '../../judge/gate.ts';
import { UsageError } from '../../model/errors.ts';
import { writeDocuments, writeHandbook } from '../../selftest/documents.ts';
import { openLaboratory } from '../../selftest/laboratory.ts';
import { selftestProgress } from '../../selftest/progress.ts';
import { exitCodeOf, inWords } from '../../selftest/result.ts';
import { selftest, type SelftestResult } from '../../selftest/selftest.ts';
import { watchSignals } from '../../system/signals.ts';
import { screenOf } from '../../system/status-line.ts';
import { wholeNumber } from '../options/values.ts';

export interface SelftestFlags {
  all?: true;
  mutant?: string[];
  out: string;
  jobs?: string;
  handbook?: true;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** @returns the exit code: 0 all killed as declared, 1 otherwise, 4 the infrastructure was broken, 130 and 143 interrupted */
export const selftestCommand = async (flags: SelftestFlags): Promise<number> => {
  const options = {
    mutants: chosen(flags.mutant),
    all: flags.all === true,
    jobs: wholeNumber('--jobs', flags.jobs, 1, 64) ?? 4 * Math.min(4, availableParallelism()),
  };
  if (flags.handbook && flags.mutant) {
    throw new UsageError('--handbook over all mutants', '--handbook with --mutant', 'leave --mutant out');
  }
  using signals = watchSignals();
  let result: SelftestResult | undefined;
  try {
    await using laboratory = await openLaboratory(signals.signal);
    using progress = selftestProgress(screenOf(process.stdout));
    result = await selftest(laboratory, options, progress, signals.signal);
  } catch (error) {
    if (!signals.interrupted) throw error;
  }
  const where = `${join(flags.out, 'selftest.md')}, selftest.json and badge.json beside it.`;
  if (result?.complete) {
    writeDocuments(result, options.mutants, flags.out);
    if (flags.handbook) writeHandbook(result, options.mutants);
    say(inWords(result));
    say(`Results: ${where}`);
    return exitCodeOf(result);
  }
  if (result) {
    writeDocuments(result, options.mutants, flags.out);
    say(inWords(result));
    say(`What was decided by then: ${where}`);
  }
  const by = signals.interrupted ?? 'SIGTERM';
  say(`interrupted by ${by}, everything is taken down; exit code ${interruptedBy(by)}`);
  return interruptedBy(by);
};

const chosen = (names: readonly string[] | undefined): readonly Mutant[] => {
  if (!names?.length) return known;
  const all: readonly Mutant[] = known;
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown === undefined) return all.filter((one) => names.includes(one.name));
  throw new UsageError(
    `--mutant with one of ${all.map(({ name }) => name).join(', ')}`,
    `--mutant ${unknown}`,
    'choose one of these; fixtures/reference/MUTANTS.md says what each of them does',
  );
};
