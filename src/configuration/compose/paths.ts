/** Works out where a path of a Compose file leads: from its folder, or from the home of the user. */
import { userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

const windows = /^([A-Za-z]:|\\\\)/;

/** The path as the user would name it: that of the folder, and the rest. */
export const pathFrom = (folder: string, path: string, shell: ReadonlyMap<string, string>): string => {
  if (path === '~' || path.startsWith('~/')) return join(homeOf(shell), path.slice(1));
  return isAbsolute(path) || windows.test(path) ? path : join(folder, path);
};

export const absolutePathFrom = (folder: string, path: string, shell: ReadonlyMap<string, string>): string =>
  windows.test(path) ? path : resolve(pathFrom(folder, path, shell));

/** Of the shell that is handed in, or of the account: the environment of our own process is not read. */
const homeOf = (shell: ReadonlyMap<string, string>): string => shell.get('HOME') ?? userInfo().homedir;

/** What Compose fetches from elsewhere. */
export const isRemote = (path: string): boolean =>
  /^(oci|https?|git|ssh):\/\/|^git@|^github\.com\/|\.git(#|$)/.test(path);
