/** Tests the command that repeats a case: it keeps the options of the target alone, quoted for a shell. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { again, shellWord } from '../../../src/report/build/reproduce.ts';
import { header } from '../small-run.ts';

const command = (text: string, target = header.target) =>
  again({ target, run: { ...header.run, command: text } });

describe('again', () => {
  it.each([
    ['npm start --', []],
    [
      'npm start -- --target images --release v1 --pull never',
      ['--target', 'images', '--release', 'v1', '--pull', 'never'],
    ],
    ['npm start -- --target=images --release=v1', ['--target', 'images', '--release', 'v1']],
    ['npm start -- run --case a/b/c --out x --strict --runtime containers', ['--runtime', 'containers']],
    [
      "npm start -- --image 'users=r/u:1' --image clients=r/c:2 --registry r:5000",
      ['--image', 'users=r/u:1', '--image', 'clients=r/c:2', '--registry', 'r:5000'],
    ],
    [
      "npm start -- --binaries 'a b' --release-file 'it'\\''s.yaml'",
      ['--binaries', "'a b'", '--release-file', String.raw`'it'\''s.yaml'`],
    ],
  ])('%s', (text, options) => {
    const reference = { ...header.target, kind: 'reference' as const, release: 'reference' };
    expect(command(text, reference)).toEqual({ program: 'npm start --', options });
  });

  it('falls back to the target itself where the command says nothing', () => {
    expect(command('').options).toEqual(['--target', 'binaries', '--release', 'v9.9.9']);
  });

  it('keeps the name of the installed program', () => {
    expect(command('magistrala-conformance --target images --release v1').program).toBe(
      'magistrala-conformance',
    );
  });
});

describe('shellWord', () => {
  it.each(['plain', 'a b', "it's", '$HOME', '`id`', 'a"b', '', '*', '~', 'a\\b', '!x', 'a;b'])(
    '%j is one word',
    (text) => {
      expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`]).toString()).toBe(text);
    },
  );
});
