/** Says what a program in a container finds at a path: a file with its text, a folder, or why there is nothing. */
import { closeSync, existsSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import type { Container, Mount, Place, Value } from './model.ts';

export type Found =
  | {
      is: 'file';
      /** As UTF-8; what is no text there is read as replacement characters. */
      text: string;
      /** What puts it there: the mount, or the key of an object. */
      at: Place;
      /** Permissions, where the manifest or the machine says them. */
      mode?: number;
      /** Path on this machine that it was read from. */
      host?: string;
    }
  | { is: 'folder'; at?: Place; host?: string }
  /** No mount covers the path: only the image could hold it. */
  | { is: 'not mounted' }
  /** A mounted folder is there and has nothing of this name. */
  | { is: 'not there'; at?: Place; host?: string }
  /** The source of the mount does not exist: Docker makes a folder there. `folder`: at least the folder around it exists. */
  | { is: 'source missing'; at: Place; host: string; folder: boolean }
  /** What is mounted lies elsewhere; `name` says what it is. */
  | { is: 'outside'; name: string; at?: Place }
  | { is: 'unreadable'; at?: Place; host: string; why: string }
  | { is: 'too large'; at?: Place; host?: string; bytes: number };

/** Bytes of a file that are read: a bundle of all public authorities has a fifth of it. */
const most = 1024 * 1024;

export interface LookUpOptions {
  /** For a plain file, which is for any machine: whether this is the machine. */
  thisMachine?: boolean;
}

/** @param path as a program is given it; a relative one begins at `/`, where the images of the product work */
export const lookUp = (container: Container, path: string, options: LookUpOptions = {}): Found => {
  if (container.everyService) return ofProcess(path, options);
  const wanted = posix.resolve('/', path);
  const covering = container.mounts
    .map((mount, index) => ({ mount, index, rest: below(mount.target, wanted) }))
    .filter((one): one is Covering => one.rest !== undefined)
    // Of two at the same path the later one hides the other.
    .sort((a, b) => b.mount.target.length - a.mount.target.length || b.index - a.index);
  const [first] = covering;
  if (!first) return isAboveMount(container, wanted) ? { is: 'folder' } : { is: 'not mounted' };
  const same = covering.filter(({ mount }) => mount.target === first.mount.target);
  const found = same.map(({ mount, rest }) => inMount(mount, rest));
  // Parts of one projected volume are mounted side by side: what is in none may be in the one that is elsewhere.
  const best =
    order.map((is) => found.find((one) => one.is === is)).find((one) => one !== undefined) ?? found[0]!;
  return best.is === 'not there' && isAboveMount(container, wanted) ? { is: 'folder' } : best;
};

interface Covering {
  mount: Mount;
  index: number;
  rest: string;
}

const order = ['file', 'folder', 'too large', 'unreadable', 'source missing', 'outside'] as const;

const ofProcess = (path: string, { thisMachine = false }: LookUpOptions): Found => {
  if (!thisMachine) return { is: 'outside', name: 'the machine of the process' };
  if (!posix.isAbsolute(path)) return { is: 'outside', name: 'the working directory of the process' };
  return onMachine(path, {});
};

/** The rest of a path below a folder; empty where it is the folder itself. */
const below = (folder: string, path: string): string | undefined => {
  const target = posix.resolve('/', folder);
  if (path === target) return '';
  const start = target === '/' ? '/' : `${target}/`;
  return path.startsWith(start) ? path.slice(start.length) : undefined;
};

const isAboveMount = ({ mounts }: Container, path: string): boolean =>
  mounts.some(({ target }) => below(path, posix.resolve('/', target)) !== undefined);

const inMount = (mount: Mount, rest: string): Found => {
  const { source, at } = mount;
  if (source.kind === 'outside') return { is: 'outside', name: source.name, at };
  if (source.kind === 'contents') return inContents(source.contents, mount, rest);
  const root = onMachine(source.path, { at });
  if (root.is === 'not there')
    return { is: 'source missing', at, host: source.path, folder: existsSync(dirname(source.path)) };
  if (rest === '') return withMode(root, mount);
  if (root.is !== 'folder')
    return root.is === 'unreadable' ? root : { is: 'not there', at, host: source.path };
  return withMode(withinFolder(source.path, posix.join(source.path, rest), at), mount);
};

const withMode = (found: Found, { mode }: Mount): Found =>
  found.is === 'file' && mode !== undefined ? { ...found, mode } : found;

/** A link in a mounted folder leads to where the container has its target, which is another file or none. */
const withinFolder = (folder: string, path: string, at: Place): Found => {
  try {
    const real = realpathSync(path);
    if (below(realpathSync(folder), real) === undefined) {
      return { is: 'outside', name: `the target of a link that leads out of ${folder}`, at };
    }
  } catch {
    // What is not there, or may not be read, is said below.
  }
  return onMachine(path, { at });
};

const onMachine = (path: string, place: { at?: Place }): Found => {
  const about = { ...place, host: path };
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return { is: 'folder', ...about };
    // A pipe would be waited for, and a device has no end.
    if (!stat.isFile()) return { is: 'unreadable', ...about, why: 'it is neither a file nor a folder' };
    if (stat.size > most) return { is: 'too large', ...about, bytes: stat.size };
    const text = readAtMost(path);
    if (text === undefined) return { is: 'too large', ...about, bytes: most + 1 };
    return {
      is: 'file',
      text,
      ...place,
      at: place.at ?? { file: path, line: 1, column: 1 },
      mode: stat.mode & 0o777,
      host: path,
    };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { is: 'not there', ...about };
    return { is: 'unreadable', ...about, why: reasons[code] ?? code };
  }
};

const reasons: Record<string, string> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'links in a circle',
};

const readAtMost = (path: string): string | undefined => {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(fstatSync(file).size, most) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    return length > most ? undefined : bytes.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
};

const inContents = (contents: ReadonlyMap<string, Value>, { at, mode }: Mount, rest: string): Found => {
  const value = contents.get(rest);
  if (value) {
    const { text, missing } = value;
    if (text === undefined) return { is: 'outside', name: missing[0]?.name ?? rest, at };
    const bytes = Buffer.byteLength(text);
    if (bytes > most) return { is: 'too large', at: value.at, bytes };
    return { is: 'file', text, at: value.at, ...(mode !== undefined && { mode }) };
  }
  const isFolder =
    (rest === '' && !contents.has('')) || [...contents.keys()].some((name) => name.startsWith(`${rest}/`));
  return isFolder ? { is: 'folder', at } : { is: 'not there', at };
};
