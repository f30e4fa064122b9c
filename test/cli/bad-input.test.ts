/** Whatever a file holds that a user names: one error in three parts and exit code 2, and nothing written or lost. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/model/errors.ts';
import { badFiles, deep, readers } from './bad-files.ts';
import { command } from './command.ts';
import { good, testFolder } from './test-folder.ts';

const folder = testFolder();
const { base, put, asked, said, state } = folder;
afterAll(folder.remove);

const rows = badFiles(folder)
  .flatMap(([name, kinds, make]) =>
    kinds.flatMap((kind) => readers[kind].map((line) => ({ name, kind, line, make }))),
  )
  // A file alone may be about any release.
  .filter(({ name, line }) => !(name === 'about another release' && line.startsWith('deviations check')));

describe.each(rows)('$name: $line', ({ make, line }) => {
  it('is a mistake in a file', async () => {
    const before = state();
    const started = performance.now();
    const file = make();
    const result = await asked(line, file);
    if (result instanceof UsageError) {
      expect(said()).toBe('');
      // Of this file, and not of something else that is wrong with the command.
      expect(`${result.expected} ${result.found}`).toContain(line.includes('RUN') ? 'journal.ndjson' : file);
      for (const part of [result.expected, result.found, result.todo]) {
        expect(part.length).toBeGreaterThan(1);
        expect(part.length).toBeLessThan(1000);
      }
    } else {
      // `deviations check` says every problem with its line.
      expect(result).toBe(2);
      expect(said()).toMatch(/:\d+: expected .+; found .+/);
    }
    // eslint-disable-next-line no-control-regex
    expect(said()).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(state()).toEqual(before);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('a file without permission', () => {
  it.skipIf(process.getuid?.() === 0).each(Object.values(readers).flat())('%s', async (line) => {
    chmodSync(join(base, put('closed', good.json)), 0o000);
    expect(await asked(line, 'closed')).toMatchObject({ found: 'no permission to read it (EACCES)' });
  });
});

describe('as a user sees it', () => {
  it.concurrent.each([
    ['compare', put('escapes', '\u001b[2J<script>'), 'good.json'],
    ['deviations', 'check', put('deep.yaml', deep('[', ']'))],
    ['list', '--release-file', put('deep-release.yaml', deep('- ', ''))],
    ['merge', put('none.ndjson', '')],
  ])('%s %s: no stack trace, no control character', async (...args) => {
    const { code, stdout, stderr } = await command(args, { cwd: base });
    expect(code).toBe(2);
    // eslint-disable-next-line no-control-regex
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]|^\s+at /m);
    expect(stdout + stderr).toMatch(/expected[\s\S]*found/);
  });
});
