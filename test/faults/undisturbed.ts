/** Runs the cases once with nothing broken: the verdicts that every disturbed run is held against. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import type { Report } from '../../src/report/schema.ts';
import { instruments, many, refusals } from './selection.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Outcome by case id. */
    undisturbed: Record<string, string>;
  }
}

export const setup = async (project: TestProject): Promise<void> => {
  const out = mkdtempSync(join(tmpdir(), 'faults-undisturbed-'));
  const main = join(import.meta.dirname, '../../src/cli/main.ts');
  const args = [
    main,
    'run',
    ...[...many, ...refusals, ...instruments].flatMap((one) => ['--case', one]),
    '--out',
    out,
  ];
  try {
    await promisify(execFile)(process.execPath, args, { timeout: 300_000 });
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
    project.provide('undisturbed', Object.fromEntries(report.cases.map((one) => [one.id, one.outcome])));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
};
