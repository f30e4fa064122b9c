/** What a run is asked to do. */
import type { Naming, Section } from '../../suites/vocabulary.ts';
import type { Verdict } from '../judge/judge.ts';
import type { Pull } from '../model/pull.ts';

export interface RunOptions {
  target: TargetOptions;
  runtime: 'processes' | 'containers';
  filters: Filters;
  /** Folder for journal and reports; made when missing. */
  out: string;
  /** Workers of vitest, and starts that a worker has under way at once. */
  workers: number;
  startsPerWorker: number;
  ports?: { from: number; to: number };
  /** The command as typed, for the report. */
  command: string;
  /** Single fault to switch on in the reference; for the suite's own proof. */
  mutant?: string;
}

export interface TargetOptions {
  kind: 'reference' | 'images' | 'binaries';
  release: string;
  releaseFile?: string;
  binaries?: string;
  registry?: string;
  /** Service → image reference that replaces the release file's. */
  images: Record<string, string>;
  pull: Pull;
}

/** Empty lists select everything; within a list any match selects, between lists all must. */
export interface Filters {
  sections: Section[];
  rules: string[];
  /** Globs over case ids. */
  cases: string[];
  subjects: string[];
  namings: Naming[];
}

/** Told while a run goes on; a provisional verdict comes before controls are in and has not the last word. */
export interface Progress {
  begin(plan: { cases: number; controlOnly: number; starts: number }): void;
  caseObserved(caseId: string, provisional: Verdict | undefined): void;
  startObserved(done: number, of: number): void;
  note(line: string): void;
}

export interface RunResult {
  journal: string;
  /** Signal that ended the run before its time. */
  interrupted?: NodeJS.Signals;
}

/** The whole catalogue against the built-in reference, as processes. */
export const defaultOptions = (): RunOptions => ({
  target: { kind: 'reference', release: 'reference', images: {}, pull: 'missing' },
  runtime: 'processes',
  filters: { sections: [], rules: [], cases: [], subjects: [], namings: [] },
  out: 'results/reference',
  workers: 2,
  startsPerWorker: 4,
  command: '',
});
