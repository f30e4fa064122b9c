/** Tests that a TMPDIR which cannot hold a folder is an error that says so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sweep } from '../../src/runtime/sweep/sweep.ts';
import { createRunFolder } from '../../src/system/run-folder.ts';

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'run-folder-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

test.for(['nowhere', 'file/below'])('TMPDIR that cannot hold anything: %s', async (name) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'file'), '');
  const base = join(folder, name);
  expect((await sweep({ docker: false, base })).folders).toEqual([]);
  expect(() => createRunFolder(base)).toThrow(
    expect.objectContaining({
      code: 'TMPDIR_UNUSABLE',
      message: expect.stringMatching(`^Expected a folder for temporary files at ${base}; found .+\\.$`),
    }),
  );
});
