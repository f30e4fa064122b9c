/** Writes what a command has made: to the file that the user named, or else to the terminal. */
import { writeFileSync } from 'node:fs';
import { UsageError } from '../model/errors.ts';

/** @throws UsageError where the file cannot be written */
export const writeOutput = (text: string, out: string | undefined, option = '--out'): void => {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (cause) {
    throw new UsageError(
      `a file that can be written at ${out}`,
      (cause as NodeJS.ErrnoException).code ?? String(cause),
      `choose another path with ${option}`,
      { cause },
    );
  }
};
