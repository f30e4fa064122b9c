/** Verifies what `check-env` predicts, where its options ask for that. */
import type { Checked } from '../advise/checked/checked.ts';
import type { World } from '../advise/world.ts';
import type { Configuration } from '../configuration/model.ts';
import { interruptedBy } from '../judge/gate.ts';
import { UsageError } from '../model/errors.ts';
import { defaultOptions } from '../plan/options.ts';
import type { ReleasePrograms } from '../release/programs.ts';
import { watchSignals } from '../system/signals.ts';
import { targetOf } from './options/target.ts';

export interface VerifyFlags {
  verify?: boolean;
  binaries?: string;
  registry?: string;
  image?: string[];
  pull?: string;
}

export const refuseWithoutVerify = (flags: VerifyFlags): void => {
  if (flags.verify) return;
  const alone = (['binaries', 'registry', 'image', 'pull'] as const).find((one) => flags[one] !== undefined);
  if (alone === undefined) return;
  throw new UsageError(
    `--${alone} only with --verify, which starts services`,
    `--${alone} without it`,
    'add --verify, or leave it out',
  );
};

/** @returns the exit code after an interruption, else what was seen of the services */
export const verified = async (
  about: { configuration: Configuration; programs: ReleasePrograms; world: World },
  flags: VerifyFlags,
): Promise<number | NonNullable<Checked['verification']>> => {
  const { verify: _, ...given } = flags;
  const kind = flags.binaries === undefined ? 'images' : 'binaries';
  const { target, release } = targetOf({ ...given, target: kind, release: about.programs.release });
  const { verify } = await import('../verify/verify.ts');
  using signals = watchSignals();
  try {
    const options = { ...defaultOptions(), target };
    const note = (line: string): void => {
      process.stderr.write(`${line}\n`);
    };
    return { target: kind, ...(await verify({ ...about, release, options }, signals.signal, note)) };
  } catch (error) {
    if (!signals.interrupted) throw signals.failure?.error ?? error;
  }
  const code = interruptedBy(signals.interrupted);
  process.stderr.write(
    `interrupted by ${signals.interrupted}, everything is taken down; exit code ${code}\n`,
  );
  return code;
};
