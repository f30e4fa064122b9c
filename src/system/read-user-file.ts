/** Reads a file that a user named. Part of no command: release files and reports are read with it as well. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';

/**
 * @param what was expected there, with its article: `a journal`
 * @param todo what the user does about a path that cannot be read
 * @returns the text, as UTF-8
 * @throws UsageError
 */
export const readUserFile = (path: string, what: string, todo: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${what} at ${path}`, code ?? String(cause), todo, { cause });
  }
};

/** A path that a user may also give as the folder of a run, in which the file has this name. */
export const fileOfRun = (path: string, name: string): string =>
  existsSync(path) && statSync(path).isDirectory() ? join(path, name) : path;
