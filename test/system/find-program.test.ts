/** Tests how a program is found in given folders, or in the PATH without any. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findProgram, foldersOfPath } from '../../src/system/find-program.ts';

const base = mkdtempSync(join(tmpdir(), 'find-program-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folder = (name: string): string => {
  mkdirSync(join(base, name), { recursive: true });
  return join(base, name);
};
const file = (path: string, mode: number): string => {
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
};

test('the first folder that has it as a program counts', () => {
  const [data, directory, first, second] = ['data', 'directory', 'first', 'second'].map(folder);
  file(join(data!, 'tool'), 0o644);
  folder('directory/tool');
  const wanted = file(join(first!, 'tool'), 0o755);
  file(join(second!, 'tool'), 0o755);
  expect(findProgram('tool', [join(base, 'absent'), data!, directory!, first!, second!])).toBe(wanted);
  expect(findProgram('other', [first!, second!])).toBeUndefined();
});

test('without folders the PATH is searched', () => {
  expect(foldersOfPath()).not.toContain('');
  expect(findProgram('sh')).toMatch(/\/sh$/);
});
