/** Gives tests a folder for the results of several runs, and reads them there. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReport } from '../../src/report/read-report.ts';
import type { Report } from '../../src/report/schema.ts';

export interface RunFolders {
  /** The caller removes it. */
  base: string;
  at: (name: string) => string;
  textOf: (name: string) => string;
  reportIn: (name: string) => Report;
}

export const runFolders = (prefix: string): RunFolders => {
  const base = mkdtempSync(join(tmpdir(), prefix));
  const at = (name: string): string => join(base, name);
  const textOf = (name: string): string => readFileSync(at(name), 'utf8');
  return { base, at, textOf, reportIn: (name) => readReport(textOf(`${name}/report.json`), name) };
};
