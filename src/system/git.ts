/** Reads a file as a revision of its git repository has it, whatever lies in the work tree. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../model/errors.ts';
import { findProgram } from './find-program.ts';

/** A file in a work tree. */
export interface Place {
  /** Folder that holds `.git`. */
  root: string;
  /** From there, with slashes. */
  path: string;
}

/**
 * The work tree that holds a path, which need not exist: the current folder's where it does, else the path's. Links
 * are not followed, and the current folder comes first: otherwise a change could put a link or a submodule where the
 * file was, and so have another file read.
 */
export const placeOf = (path: string, from = process.cwd()): Place | undefined => {
  const file = resolve(from, path);
  for (const root of [rootAbove(from), rootAbove(dirname(file))]) {
    if (root === undefined) continue;
    const below = relative(root, file);
    if (below !== '' && !below.startsWith('..') && !isAbsolute(below))
      return { root, path: below.split(sep).join('/') };
  }
  return undefined;
};

const rootAbove = (folder: string): string | undefined => {
  if (existsSync(join(folder, '.git'))) return folder;
  return dirname(folder) === folder ? undefined : rootAbove(dirname(folder));
};

/** Bytes of a file that is read: more is no text that a person keeps. */
const mostBytes = 4 * 1024 * 1024;
/** ms; a partial clone may have to fetch the file. */
const patience = 120_000;

/**
 * @param revision what names a commit: a branch, a tag, a commit id
 * @param option that asked for it, for messages
 * @returns the commit, and the text; null where the commit has no such file
 * @throws UsageError where there is no git, no such repository, or no such revision
 */
export const readAtRevision = (
  { root, path }: Place,
  revision: string,
  option: string,
): { commit: string; text: string | null } => {
  if (revision === '' || revision.startsWith('-')) {
    throw new UsageError(
      `${option} with a branch, a tag or a commit`,
      revision === '' ? 'nothing' : revision,
      'give a name such as origin/main',
    );
  }
  const git = gitIn(root, option);
  const commit = commitOf(git, root, revision, option);
  const listed = git(['ls-tree', '-z', '-l', '--full-tree', commit, '--', path]);
  const [, mode, oid, size] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t/.exec(listed.stdout) ?? [];
  if (listed.status !== 0) throw unreadable(path, commit, listed.stderr);
  if (mode === undefined || oid === undefined) return { commit, text: null };
  if (!['100644', '100755'].includes(mode)) {
    throw new UsageError(
      `${path} to be a file in ${revision} (${commit.slice(0, 12)})`,
      mode === '120000' ? 'a symbolic link' : 'a folder or a submodule',
      `name the file itself, as it is called in ${revision}`,
    );
  }
  if (Number(size) > mostBytes) {
    throw new UsageError(
      `${path} in ${revision} to be at most ${mostBytes / 1024 / 1024} MiB`,
      `${size} bytes`,
      'check the path',
    );
  }
  const shown = git(['cat-file', 'blob', oid]);
  if (shown.status !== 0) throw unreadable(path, commit, shown.stderr);
  return { commit, text: shown.stdout.replace(/^\ufeff/, '') };
};

type Git = (args: readonly string[]) => { status: number | null; stdout: string; stderr: string };

const gitIn = (root: string, option: string): Git => {
  const program = findProgram('git');
  if (program === undefined) {
    throw new UsageError(
      `the program git, which ${option} needs`,
      'none on the PATH',
      `install git, or leave ${option} out`,
    );
  }
  // A variable such as GIT_DIR would have another repository read, and a replacement another object.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(inherited), LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  const always = [
    '-C',
    root,
    '--no-replace-objects',
    '--literal-pathspecs',
    '-c',
    'core.warnAmbiguousRefs=true',
  ];
  const git: Git = (args) => {
    const ended = spawnSync(program, [...always, ...args], {
      env,
      encoding: 'utf8',
      maxBuffer: 2 * mostBytes,
      timeout: patience,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return {
      status: ended.status,
      stdout: ended.stdout ?? '',
      stderr: ended.stderr || (ended.error?.message ?? ''),
    };
  };
  // A broken `.git` is passed over by git, which then takes the repository around it.
  const top = git(['rev-parse', '--show-cdup']);
  if (top.status === 0 && top.stdout.trim() === '') return git;
  throw new UsageError(
    `a git work tree at ${root}, to read from by ${option}`,
    firstLine(top.stderr) || 'none that git knows',
    'check out the repository with git; where git says that its owner is another user, follow its advice',
  );
};

const commitOf = (git: Git, root: string, revision: string, option: string): string => {
  const found = git(['rev-parse', '--verify', `${revision}^{commit}`]);
  const commit = found.stdout.trim();
  if (found.status === 0 && /ambiguous/.test(found.stderr)) {
    throw new UsageError(
      `${option} with a revision that is one thing`,
      `${revision}: ${firstLine(found.stderr)}`,
      'give its full name, such as refs/remotes/origin/main, or the commit id',
    );
  }
  if (found.status === 0 && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  const shallow = git(['rev-parse', '--is-shallow-repository']).stdout.trim() === 'true';
  const [, remote, branch] = /^(origin)\/([\w./-]+)$/.exec(revision) ?? ['', 'origin', 'main'];
  throw new UsageError(
    `${option} with a revision that the repository at ${root} has`,
    `${revision}, of which it has no commit${shallow ? ': a shallow clone' : ''}`,
    `fetch it first: git fetch ${shallow ? '--depth=1 ' : ''}${remote} ${branch}`,
  );
};

const unreadable = (path: string, commit: string, said: string): UsageError =>
  new UsageError(
    `${path} to be read from commit ${commit.slice(0, 12)}`,
    firstLine(said) || 'nothing',
    'fetch that commit again, with its files: git fetch --refetch',
  );

const firstLine = (text: string): string => text.trim().split('\n')[0]?.trim() ?? '';
