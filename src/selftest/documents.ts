/** Writes what a selftest found: JSON, Markdown, a badge, and the handbook of the mutants in the repository. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from '../../fixtures/reference/mutants.ts';
import { suite } from '../report/suite.ts';
import { badgeOf } from './badge.ts';
import { handbookOf, summaryOf } from './markdown.ts';
import { matrixOf } from './matrix.ts';
import type { SelftestResult } from './selftest.ts';

export const handbookPath = fileURLToPath(new URL('../../fixtures/reference/MUTANTS.md', import.meta.url));

export const writeDocuments = (result: SelftestResult, mutants: readonly Mutant[], out: string): void => {
  mkdirSync(out, { recursive: true });
  const matrix = matrixOf(result);
  const json = { schemaVersion: 1, suite, ...result, ...(result.all && { matrix }) };
  writeFileSync(join(out, 'selftest.json'), `${JSON.stringify(json, null, 2)}\n`);
  writeFileSync(join(out, 'selftest.md'), summaryOf(result, mutants, matrix));
  writeFileSync(join(out, 'badge.json'), `${JSON.stringify(badgeOf(result), null, 2)}\n`);
};

export const writeHandbook = (result: SelftestResult, mutants: readonly Mutant[]): void =>
  writeFileSync(handbookPath, handbookOf(result, mutants, matrixOf(result)));
