/** Gives a test a folder with good files to put bad ones beside, and commands that are asked in it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { parse } from '../../src/cli/program.ts';
import { UsageError } from '../../src/model/errors.ts';
import { smallReport } from '../report/small-report.ts';
import { lines } from '../report/small-run.ts';

/** What the good files hold. */
export const good = {
  json: JSON.stringify({ ...smallReport(), target: { ...smallReport().target, release: 'v0.19.1' } }),
  ndjson: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  yaml: 'release: v0.19.1\ndeviations: []\n',
  release: readFileSync(join(import.meta.dirname, '../../releases/v0.19.1.yaml'), 'utf8'),
} as const;

export interface TestFolder {
  base: string;
  /** @returns the name of the file */
  put: (name: string, text: string | Buffer) => string;
  /**
   * Asks a command within this process. `FILE` stands for the file, `RUN` for a folder with it as journal; good files,
   * `written` and `.` are taken from the folder.
   * @returns the exit code, or the mistake
   */
  asked: (line: string, file: string) => Promise<number | UsageError>;
  /** What the last command has printed. */
  said: () => string;
  /** The good files as they are now, and whether a command has written anything. */
  state: () => unknown;
  remove: () => void;
}

const goodFile = /^good\.(nd)?(json|yaml)$/;

export const testFolder = (): TestFolder => {
  const base = mkdtempSync(join(tmpdir(), 'bad-input-'));
  let said = '';
  const put = (name: string, text: string | Buffer): string => {
    writeFileSync(join(base, name), text);
    return name;
  };
  const names = (['json', 'ndjson', 'yaml'] as const).map((kind) => put(`good.${kind}`, good[kind]));
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const inBase = (name: string): string => (name.startsWith('/') ? name : join(base, name));
  const folderWith = (journal: string): string => {
    const run = mkdtempSync(join(base, 'run-'));
    symlinkSync(journal, join(run, 'journal.ndjson'));
    return run;
  };
  const word = (text: string, file: string): string => {
    if (text === 'FILE') return inBase(file);
    if (text === 'RUN') return folderWith(inBase(file));
    return goodFile.test(text) || text === 'written' || text === '.' ? inBase(text) : text;
  };
  return {
    base,
    put,
    asked: async (line, file) => {
      said = '';
      try {
        return await parse(line.split(' ').map((text) => word(text, file)));
      } catch (error) {
        if (error instanceof UsageError) return error;
        throw error;
      }
    },
    said: () => said,
    state: () => ({
      kept: names.map((name) => readFileSync(join(base, name), 'utf8')),
      written: existsSync(join(base, 'written')),
    }),
    remove: () => {
      spy.mockRestore();
      rmSync(base, { recursive: true, force: true });
    },
  };
};
