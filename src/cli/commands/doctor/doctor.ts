/** The command `doctor`: says what this machine has of what a run needs, what each is for, and how to get it. */
import { UsageError } from '../../../model/errors.ts';
import { choose } from '../../../plan/select.ts';
import { filtersOf, type FilterFlags } from '../../options/filters.ts';
import { targetOf, type TargetFlags } from '../../options/target.ts';
import type { DoctorCheck, Finding } from './check.ts';
import { checks } from './checks.ts';
import { checksOfRun } from './run.ts';

export type DoctorFlags = Partial<TargetFlags> & FilterFlags;

const words: Record<Finding['state'], string> = { ok: 'ok     ', absent: 'absent ', broken: 'BROKEN ' };

/** @returns 0 when the built-in reference can be run, or the run that the options name; else 4 */
export const doctorCommand = async (flags: DoctorFlags = {}): Promise<number> => {
  if (Object.keys(flags).length === 0)
    return examine(checks, 'Ready for the built-in reference (npm start).', 'Not ready');
  const { target: kind } = flags;
  if (kind === undefined) {
    throw new UsageError(
      '--target with what the run is about',
      `${Object.keys(flags)
        .map((name) => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
        .join(', ')} without it`,
      'add --target reference, images or binaries, or leave out all options',
    );
  }
  const { target, release } = targetOf({ ...flags, target: kind });
  const { cases } = choose(release, filtersOf(flags));
  const of = kind === 'reference' ? 'the built-in reference' : `${release.release} (${kind})`;
  return examine(
    await checksOfRun(target, release, cases),
    `This run of ${of} can be made.`,
    `This run of ${of} cannot be made`,
  );
};

const examine = async (looked: readonly DoctorCheck[], ready: string, notReady: string): Promise<number> => {
  const found = await Promise.all(
    looked.map(async (check) => ({ ...check, ...(await check.look().catch(failed)) })),
  );
  for (const { name, state, says, neededFor, get } of found) {
    const help = state === 'ok' ? [] : [`          needed for: ${neededFor}`, `          to get it:  ${get}`];
    process.stdout.write(`${[`${words[state]} ${name}: ${says}`, ...help].join('\n')}\n`);
  }
  const missing = found.filter((check) => check.always && check.state !== 'ok');
  process.stdout.write(
    missing.length ? `${notReady}: ${missing.map((check) => check.name).join(', ')}.\n` : `${ready}\n`,
  );
  return missing.length ? 4 : 0;
};

const failed = (error: unknown): Finding => ({
  state: 'broken',
  says: error instanceof Error ? error.message : String(error),
});
