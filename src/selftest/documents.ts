/** Writes the result of a selftest: JSON, Markdown, a badge, and the files about the mutants in the repository. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from '../../fixtures/reference/mutants/mutant.ts';
import { makeFolder } from '../system/make-folder.ts';
import { suite } from '../system/suite.ts';
import { badgeOf, drawnBadge } from './badge.ts';
import { handbookOf, summaryOf } from './markdown.ts';
import { matrixOf } from './matrix.ts';
import { seenAsText } from './seen-as.ts';
import { parseSeenBy, seenByText, seenByWith } from './seen-by.ts';
import type { SelftestResult } from './selftest.ts';

const inRepository = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/reference/${name}`, import.meta.url));

export const handbookPath = inRepository('MUTANTS.md');
/** The badge that README.md shows. */
export const badgePath = inRepository('mutants-killed.svg');
/** A test compares this file with the catalogue. */
export const seenByPath = inRepository('seen-by.txt');

/** A test compares this file with the deviations of real releases. */
export const seenAsPath = inRepository('seen-as.txt');

export const writeDocuments = (result: SelftestResult, mutants: readonly Mutant[], out: string): void => {
  makeFolder(out);
  // An undecided mutant would look like one that no case sees.
  const matrix = result.all && result.complete ? matrixOf(result) : undefined;
  const json = { schemaVersion: 1, suite, ...result, ...(matrix && { matrix }) };
  writeFileSync(join(out, 'selftest.json'), `${JSON.stringify(json, null, 2)}\n`);
  writeFileSync(join(out, 'selftest.md'), summaryOf(result, mutants, matrix));
  writeFileSync(join(out, 'badge.json'), `${JSON.stringify(badgeOf(result), null, 2)}\n`);
};

/**
 * Replaces in the files the pairs of case and mutant that this run judged. Other pairs, where the mutant's scope leaves
 * the case out, stay as an earlier run with the whole catalogue found them.
 */
export const writeHandbook = (result: SelftestResult, mutants: readonly Mutant[]): void => {
  writeFileSync(handbookPath, handbookOf(result, mutants));
  writeFileSync(badgePath, drawnBadge(badgeOf(result)));
  if (!result.complete || result.honest.notGreen.length || result.mutants.length < mutants.length) return;
  const before = existsSync(seenByPath) ? parseSeenBy(readFileSync(seenByPath, 'utf8')) : {};
  writeFileSync(seenByPath, seenByText({ seenBy: seenByWith(before, result, mutants) }));
  writeFileSync(seenAsPath, seenAsText(result));
};
