/** What a run is asked to do. */
import type { Naming, Scope, Section } from '../../suites/vocabulary.ts';
import type { Verdict } from '../judge/judge.ts';
import type { NamedHeader } from '../model/journal.ts';
import type { Pull } from '../model/pull.ts';
import type { ImageChoice } from '../release/images.ts';

export interface RunOptions {
  target: TargetOptions;
  /** Path of a release file of the user's own, for the report. */
  releaseFile?: string;
  filters: Filters;
  /** Only this share of the selection is observed, and nothing is judged. */
  shard?: Shard;
  /** What a rerun observes belongs to an earlier run, of the same target. */
  rerun?: { of: NamedHeader; journal: string };
  /** Folder for journal and reports; made when missing. */
  out: string;
  /** Workers of vitest; unset: as many as suit the machine and the release. */
  workers?: number;
  /** Starts that a worker has under way at once. */
  startsPerWorker: number;
  ports?: { from: number; to: number };
  /** The command as typed, for the report. */
  command: string;
}

/** One of several shares, counted from 1. */
export interface Shard {
  number: number;
  of: number;
}

/** What is tested. Which release that is stands beside it: it is handed over as it was read. */
export type TargetOptions = ReferenceTarget | ImagesTarget | BinariesTarget;

export interface ReferenceTarget {
  kind: 'reference';
  runtime: RuntimeKind;
  /** In containers: other images, for `reference` and `postgres`. */
  images: Readonly<Record<string, string>>;
  /** Single fault to switch on; for the suite's own proof. */
  mutant?: string;
}

export interface ImagesTarget extends ImageChoice {
  kind: 'images';
  pull: Pull;
}

export interface BinariesTarget {
  kind: 'binaries';
  /** Holds one program a service. */
  folder: string;
}

export type RuntimeKind = 'processes' | 'containers';

export const runtimeOf = (target: TargetOptions): RuntimeKind => {
  switch (target.kind) {
    case 'reference':
      return target.runtime;
    case 'images':
      return 'containers';
    case 'binaries':
      return 'processes';
  }
};

/** Empty lists select everything; within a list any match selects, between lists all must. */
export interface Filters {
  sections: Section[];
  rules: string[];
  /** Globs over case ids. */
  cases: string[];
  subjects: string[];
  namings: Naming[];
  /** What is judged; without it, what the page names and nothing else. */
  scopes?: Scope[];
  /** Services that the target does not have: no case that starts one of them is selected. */
  without?: string[];
}

export const scopesOf = ({ scopes = [] }: Pick<Filters, 'scopes'>): readonly Scope[] =>
  scopes.length ? scopes : ['page'];

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
  target: { kind: 'reference', runtime: 'processes', images: {} },
  filters: { sections: [], rules: [], cases: [], subjects: [], namings: [] },
  out: 'results/reference',
  startsPerWorker: 4,
  command: '',
});
