/** The command `doctor`: says what this machine has of what a run needs, what each is for, and how to get it. */
import type { Finding } from './doctor-check.ts';
import { checks } from './doctor-checks.ts';

const words: Record<Finding['state'], string> = { ok: 'ok     ', absent: 'absent ', broken: 'BROKEN ' };

/** @returns 0 when the built-in reference can be run, else 4 */
export const doctorCommand = async (): Promise<number> => {
  const found = await Promise.all(
    checks.map(async (check) => ({ ...check, ...(await check.look().catch(failed)) })),
  );
  for (const { name, state, says, neededFor, get } of found) {
    const help = state === 'ok' ? [] : [`          needed for: ${neededFor}`, `          to get it:  ${get}`];
    process.stdout.write(`${[`${words[state]} ${name}: ${says}`, ...help].join('\n')}\n`);
  }
  const missing = found.filter((check) => check.always && check.state !== 'ok');
  process.stdout.write(
    missing.length
      ? `Not ready: ${missing.map((check) => check.name).join(', ')}.\n`
      : 'Ready for the built-in reference (npm start).\n',
  );
  return missing.length ? 4 : 0;
};

const failed = (error: unknown): Finding => ({
  state: 'broken',
  says: error instanceof Error ? error.message : String(error),
});
