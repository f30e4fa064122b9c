/** Writes the files of `upgrade --write`: never in place, and never over anything. */
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { Rewritten } from '../../advise/upgrade/rewrite/rewrite.ts';
import type { Told } from '../../advise/upgrade/schema.ts';
import { UsageError } from '../../model/errors.ts';

/** Refuses what is there already, before anything is worked out. @throws UsageError */
export const mustBeFree = (target: string, inputs: readonly string[]): void => {
  const same = inputs.find((input) => resolve(input) === resolve(target));
  if (same !== undefined) {
    throw new UsageError(
      '--write to name another file than the one that is read',
      same,
      'name a new one; the old file stays as it is',
    );
  }
  if (!existsSync(target) || (statSync(target).isDirectory() && readdirSync(target).length === 0)) return;
  throw new UsageError(
    'a path at which there is nothing yet, for --write',
    `${statSync(target).isDirectory() ? 'a folder that holds files' : 'a file'} at ${target}`,
    'name another one, or take that one away first',
  );
};

/**
 * One file is written to the path, several into a folder of this name, as they lie to each other.
 * @throws UsageError where it cannot be written
 */
export const writeFiles = (
  target: string,
  files: Rewritten['files'],
): NonNullable<Told['written']>['files'] => {
  const top = commonFolder(files.map(({ path }) => path));
  const inFolder = files.length > 1 || (existsSync(target) && statSync(target).isDirectory());
  return files.map(({ path, text, changed }) => {
    const to = inFolder
      ? join(target, files.length > 1 ? relative(top, resolve(path)) : basename(path))
      : target;
    try {
      mkdirSync(dirname(to), { recursive: true });
      // What holds passwords is for its owner; `wx` refuses what came there meanwhile.
      writeFileSync(to, text, { flag: 'wx', mode: 0o600 });
    } catch (cause) {
      const found = (cause as NodeJS.ErrnoException).code ?? String(cause);
      throw new UsageError(`a file that can be written at ${to}`, found, 'choose another path with --write', {
        cause,
      });
    }
    return { from: path, to, changed };
  });
};

const commonFolder = (paths: readonly string[]): string => {
  let folder = dirname(resolve(paths[0] ?? '.'));
  while (paths.some((path) => relative(folder, resolve(path)).startsWith('..'))) folder = dirname(folder);
  return folder;
};
