/** Tests that a file is read as a revision has it, whatever a change has put in its place, and that nothing else is. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { placeOf, readAtRevision } from '../../src/system/git.ts';
import { hasGit, repository, type Repository } from './repository.ts';

describe.skipIf(!hasGit)('readAtRevision, with git', () => {
  let repo: Repository;
  let base = '';
  beforeAll(() => {
    repo = repository();
    repo.write({
      'kept/one.yaml': 'as on main\n',
      'lax/one.yaml': 'excuses everything\n',
      'with space, and ü.yaml': '\ufefftext\n',
      '.gitattributes': '*.yaml diff=shout\n',
    });
    symlinkSync('lax/one.yaml', join(repo.root, 'link.yaml'));
    // What `git show` would pass a file through.
    repo.git('config', 'diff.shout.textconv', 'tr a-z A-Z <');
    base = repo.commit('base');
    repo.git('tag', 'both');
    repo.git('checkout', '--quiet', '-b', 'change');
    repo.write({ 'kept/one.yaml': 'changed\n', 'added.yaml': 'new\n' });
    repo.commit('change');
    repo.git('branch', 'both');
  });
  afterAll(() => rmSync(repo.root, { recursive: true, force: true }));

  const read = (path: string, revision: string) =>
    readAtRevision({ root: repo.root, path }, revision, '--deviations-from');
  const refusal = (path: string, revision: string): UsageError => {
    try {
      read(path, revision);
    } catch (error) {
      if (error instanceof UsageError) return error;
      throw error;
    }
    throw new Error('it was read');
  };

  it('gives the text of the revision and its commit, not what lies in the work tree', () => {
    expect(read('kept/one.yaml', 'main')).toEqual({ commit: base, text: 'as on main\n' });
    expect(read('kept/one.yaml', 'refs/heads/main')).toEqual({ commit: base, text: 'as on main\n' });
    expect(read('kept/one.yaml', base.slice(0, 12))).toEqual({ commit: base, text: 'as on main\n' });
    expect(read('kept/one.yaml', 'change').text).toBe('changed\n');
  });

  it('gives no text where the revision has no such file', () => {
    expect(read('added.yaml', 'main')).toEqual({ commit: base, text: null });
    // A pattern is a name like others.
    expect(read('kept/*.yaml', 'main').text).toBeNull();
    expect(read(':(glob)kept/*', 'main').text).toBeNull();
  });

  it('takes any name, and no byte order mark', () => {
    expect(read('with space, and ü.yaml', 'main').text).toBe('text\n');
  });

  it('reads no other object in place of one that was replaced', () => {
    const good = repo.git('rev-parse', 'main:kept/one.yaml');
    const bad = repo.git('rev-parse', 'main:lax/one.yaml');
    repo.git('replace', good, bad);
    expect(read('kept/one.yaml', 'main').text).toBe('as on main\n');
    repo.git('replace', '--delete', good);
  });

  it.each([
    ['a link', 'link.yaml', 'main', /link\.yaml to be a file in main/, /a symbolic link/],
    ['a folder', 'kept', 'main', /kept to be a file in main/, /a folder or a submodule/],
    [
      'an unknown revision',
      'kept/one.yaml',
      'nowhere',
      /a revision that the repository at/,
      /nowhere, of which/,
    ],
    [
      'a file as a revision',
      'kept/one.yaml',
      'main:kept/one.yaml',
      /a revision that the/,
      /main:kept\/one\.yaml/,
    ],
    ['an option', 'kept/one.yaml', '--output=x', /with a branch, a tag or a commit/, /--output=x/],
    ['nothing', 'kept/one.yaml', '', /with a branch, a tag or a commit/, /nothing/],
    ['a name of two things', 'kept/one.yaml', 'both', /a revision that is one thing/, /both.*ambiguous/],
  ])('refuses %s', (_, path, revision, ...[expected, found]) => {
    const error = refusal(path, revision);
    expect(error.expected).toMatch(expected);
    expect(error.found).toMatch(found);
    expect(error.todo.length).toBeGreaterThan(8);
    expect(existsSync(join(repo.root, 'x'))).toBe(false);
  });

  it('says how to fetch what a shallow clone has not', () => {
    const clone = mkdtempSync(join(tmpdir(), 'shallow-'));
    repo.git('clone', '--quiet', '--depth=1', '--branch', 'change', `file://${repo.root}`, join(clone, 'it'));
    const shallow = (revision: string) => () =>
      readAtRevision({ root: join(clone, 'it'), path: 'kept/one.yaml' }, revision, '--deviations-from');
    expect(shallow('origin/main')).toThrow(
      expect.objectContaining({
        found: expect.stringContaining('a shallow clone'),
        todo: 'fetch it first: git fetch --depth=1 origin main',
      }),
    );
    expect(shallow('HEAD')()).toMatchObject({ text: 'changed\n' });
    rmSync(clone, { recursive: true });
  });

  it('refuses a folder that git does not know as a work tree', () => {
    const folder = mkdtempSync(join(tmpdir(), 'no-repository-'));
    mkdirSync(join(folder, '.git'));
    const place = placeOf(join(folder, 'a.yaml'));
    expect(place).toMatchObject({ root: folder, path: 'a.yaml' });
    expect(() => readAtRevision(place!, 'main', '--deviations-from')).toThrow(/a git work tree at/);
    rmSync(folder, { recursive: true });
  });

  it('does not take the repository around for one that is broken', () => {
    mkdirSync(join(repo.root, 'kept/.git'));
    expect(() =>
      readAtRevision({ root: join(repo.root, 'kept'), path: 'one.yaml' }, 'main', '--deviations-from'),
    ).toThrow(/a git work tree at/);
    rmSync(join(repo.root, 'kept/.git'), { recursive: true });
  });

  it('says so where there is no git', () => {
    const { PATH } = process.env;
    process.env['PATH'] = repo.root;
    try {
      expect(() => read('kept/one.yaml', 'main')).toThrow(/the program git, which --deviations-from needs/);
    } finally {
      process.env['PATH'] = PATH;
    }
  });
});

describe('placeOf', () => {
  let base = '';
  beforeAll(() => {
    base = mkdtempSync(join(tmpdir(), 'place-'));
    mkdirSync(join(base, 'work/.git'), { recursive: true });
    mkdirSync(join(base, 'work/sub'));
    mkdirSync(join(base, 'work/other'));
    writeFileSync(join(base, 'work/sub/.git'), 'gitdir: ../.git/modules/sub\n');
    symlinkSync('other', join(base, 'work/linked'));
  });
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it('is the path from the top, also of what does not exist', () => {
    expect(placeOf(join(base, 'work/no/such/file.yaml'))).toEqual({
      root: join(base, 'work'),
      path: 'no/such/file.yaml',
    });
    expect(placeOf(join(base, 'file.yaml'))).toBeUndefined();
  });

  it('follows no link, and enters no submodule', () => {
    const work = join(base, 'work');
    expect(placeOf('linked/file.yaml', work)).toEqual({ root: work, path: 'linked/file.yaml' });
    expect(placeOf('sub/file.yaml', work)).toEqual({ root: work, path: 'sub/file.yaml' });
    expect(placeOf(join(work, 'sub/file.yaml'), base)).toEqual({
      root: join(work, 'sub'),
      path: 'file.yaml',
    });
  });
});
