/** Writes the reports: each whole or not at all, report.json last, so that nothing half-written looks complete. */
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rerunNumber } from '../../journal/names.ts';
import { InfrastructureError, UsageError } from '../../model/errors.ts';
import { makeFolder } from '../../system/make-folder.ts';
import { replaceFile } from '../../system/replace-file.ts';
import type { Report } from '../schema.ts';
import { renderBadge } from './badge.ts';
import { renderHtml } from './html/html.ts';
import { renderJUnit } from './junit.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSarif, sarifName } from './sarif/sarif.ts';

/** Formats beyond those that every run writes. */
export interface MoreFormats {
  sarif?: boolean;
}

/** Every report by file name, in the order in which they are written. */
export const renderAll = (report: Report, { sarif = false }: MoreFormats = {}): Record<string, string> => ({
  'junit.xml': renderJUnit(report),
  'report.html': renderHtml(report),
  'summary.md': renderMarkdown(report),
  'badge.json': renderBadge(report),
  ...(sarif && { [sarifName]: renderSarif(report) }),
  'report.json': `${JSON.stringify(report, null, 1)}\n`,
});

const names = ['report.json', 'junit.xml', 'report.html', 'summary.md', 'badge.json', sarifName];

/**
 * Makes the folder and takes reports and reruns of an earlier run out of it, which would look like those of this one.
 * @throws UsageError when it cannot be written
 */
export const prepareFolder = (out: string): void => {
  try {
    makeFolder(out);
    if (!statSync(out).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    const reruns = readdirSync(out).filter((name) => rerunNumber(name) !== undefined);
    for (const name of [...names, ...reruns]) rmSync(join(out, name), { force: true });
    const trial = join(out, `.trial.${process.pid}.tmp`);
    writeFileSync(trial, '');
    rmSync(trial);
  } catch (cause) {
    throw unwritable(out, cause);
  }
};

/**
 * @throws UsageError when the folder cannot be written
 * @throws InfrastructureError when the disk is full
 */
export const writeReports = (report: Report, out: string, more: MoreFormats = {}): void => {
  const files = Object.entries(renderAll(report, more));
  try {
    for (const [name, text] of files) replaceFile(join(out, name), text);
  } catch (cause) {
    throw unwritable(out, cause);
  }
};

const unwritable = (out: string, cause: unknown): Error => {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  if (['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG'].includes(code)) {
    return new InfrastructureError(
      'REPORT_UNWRITABLE',
      `the reports could not be written to ${out} (${code})`,
      'make room on the disk, or choose another folder with --out',
      { cause },
    );
  }
  return new UsageError(
    `a folder that can be written at ${out}`,
    reasons[code] ?? code,
    'choose another folder with --out',
    { cause },
  );
};

const reasons: Record<string, string> = {
  EEXIST: 'a file of that name',
  ENOTDIR: 'a file where a folder should be',
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'a file system that is read-only',
};
