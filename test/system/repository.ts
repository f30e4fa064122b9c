/** Makes small git repositories for tests. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from '../../src/system/find-program.ts';

/** Tests that need git say so, and are skipped where there is none. */
export const hasGit = findProgram('git') !== undefined;

export interface Repository {
  root: string;
  git: (...args: string[]) => string;
  /** Writes files, by their paths from the top. */
  write: (files: Record<string, string>) => void;
  /** @returns the commit of all that lies there */
  commit: (message: string) => string;
}

/** Settings of the user, such as signing, are left aside. */
const env = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

export const repository = (): Repository => {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'repository-'));
  const git = (...args: string[]): string =>
    execFileSync('git', ['-C', root, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  git('init', '--quiet');
  git('symbolic-ref', 'HEAD', 'refs/heads/main');
  return {
    root,
    git,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    commit: (message) => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
};
