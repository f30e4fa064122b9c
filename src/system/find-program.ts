/** Finds a program by its name on the PATH. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Folders of the PATH in their order; an empty entry would mean the current folder, and is left out. */
export const foldersOfPath = (): string[] => (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);

/** @returns the path of the first one that may be executed */
export const findProgram = (name: string, folders: readonly string[] = foldersOfPath()): string | undefined =>
  folders
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find(isExecutable);

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
