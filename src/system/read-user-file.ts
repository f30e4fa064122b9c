/** Reads a file that a user named. Part of no command: release files and reports are read with it as well. */
import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../model/errors.ts';

const MiB = 1024 * 1024;

/**
 * Bytes that are read of a file, by what it holds: more than ten times what the suite writes or a person keeps. What is
 * larger is something else, and is refused before it fills the memory.
 */
export const sizes = { report: 32 * MiB, journal: 64 * MiB, yaml: MiB, page: 4 * MiB } as const;

/**
 * @param what was expected there, with its article: `a journal`
 * @param todo what the user does about a path that cannot be read
 * @param most bytes
 * @returns the text, as UTF-8, without a byte order mark
 * @throws UsageError
 */
export const readUserFile = (
  path: string,
  what: string,
  todo: string,
  most: number = sizes.journal,
): string => {
  let bytes: Buffer | number;
  try {
    bytes = readAtMost(path, most);
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    const found = code in reasons ? `${reasons[code]} (${code})` : code;
    throw new UsageError(`${what} at ${path}`, found, todo, { cause });
  }
  if (typeof bytes !== 'number') return bytes.toString('utf8').replace(/^\ufeff/, '');
  throw new UsageError(
    `${what} at ${path}, of at most ${most / MiB} MiB`,
    bytes > most + 1 ? `${Math.ceil(bytes / MiB)} MiB` : 'more',
    todo,
  );
};

const reasons: Record<string, string> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'links in a circle',
};

/** A pipe, such as that of `<(helm template …)`, gives its bytes once: for who looks at it first and reads it then. */
const pipes = new Map<string, Buffer>();

/** @returns the bytes; a size where there are more: that of the file, or one beyond `most` for what has no size */
const readAtMost = (path: string, most: number): Buffer | number => {
  const kept = pipes.get(path);
  if (kept) return kept.length > most ? kept.length : kept;
  const file = openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    const { size } = stat;
    if (size > most) return size;
    const parts: Buffer[] = [];
    // The size of a pipe or a device says nothing: it is read until it ends, or is too long.
    for (let length = 0; length <= most;) {
      const part = Buffer.allocUnsafe(Math.max(64 * 1024, size - length + 1));
      const read = readSync(file, part, 0, part.length, null);
      if (read === 0) {
        const bytes = Buffer.concat(parts);
        if (!stat.isFile()) pipes.set(path, bytes);
        return bytes;
      }
      parts.push(part.subarray(0, read));
      length += read;
    }
    return most + 1;
  } finally {
    closeSync(file);
  }
};

/** A path that a user may also give as the folder of a run, in which the file has this name. */
export const fileOfRun = (path: string, name: string): string =>
  existsSync(path) && statSync(path).isDirectory() ? join(path, name) : path;
