/** Compares text with the golden files, or writes them anew. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

const folder = join(import.meta.dirname, '../golden');

/** Whether golden files are written anew: `UPDATE_GOLDEN=1 npx vitest run --project test test/report test/cli`. */
export const updating = process.env['UPDATE_GOLDEN'] === '1';

/** Holds a text against a file of `test/golden`. */
export const expectGolden = (name: string, text: string): void => {
  const path = join(folder, name);
  if (updating) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, 'utf8'));
};
