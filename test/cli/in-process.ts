/** Runs a command of this program in this process, which costs no start of Node, and says what it would have printed. */
import { vi } from 'vitest';
import { parse } from '../../src/cli/program.ts';
import { reportError } from '../../src/cli/report-error.ts';
import type { Ended } from './command.ts';

/** Not for two at a time: both would write to the same place. */
export const inProcess = async (args: readonly string[]): Promise<Ended> => {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += String(text);
      return true;
    }),
  );
  try {
    const code = await parse([...args]).catch((error: unknown) => reportError(error, false));
    return { code, ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};
