/**
 * The journal of a run: one JSON document a line; header, observations as they come, footer. Without its footer a
 * journal is incomplete, however it came about.
 */
import type { Observation } from './observation.ts';

/** Raised by every change of what a line holds: a journal is read by the version that wrote it. */
export const journalVersion = 2;

export interface JournalHeader {
  type: 'header';
  schemaVersion: typeof journalVersion;
  suite: { name: string; version: string; commit: string | null; catalogueDigest: string };
  page: { repository: string; path: string; commit: string; digest: string };
  target: TargetDescription;
  environment: { os: string; arch: string; node: string; docker: string | null; postgres: string | null };
  run: {
    id: string;
    started: string;
    command: string;
    filters: Record<string, string[]>;
    shard: string | null;
  };
  /** Ids in catalogue order. `controlOnly`: observed because a selected case needs them. */
  selection: { catalogue: number; selected: string[]; controlOnly: string[] };
}

/** The header of a journal, with the path of its file for messages. */
export interface NamedHeader {
  name: string;
  header: JournalHeader;
}

export interface TargetDescription {
  kind: 'reference' | 'images' | 'binaries' | 'live';
  release: string;
  runtime: 'processes' | 'containers';
  images: { role: string; ref: string; digest: string | null }[];
  binaries: { service: string; sha256: string }[];
  /** Path of a release file of the user's own, else null. */
  releaseFile: string | null;
}

export interface JournalObservation {
  type: 'observation';
  /** A second observation of the start, at the end of the run with nothing else running. */
  reading?: 'calm';
  /** Key of the start: equal starts are made once. */
  start: string;
  cases: string[];
  observation: Observation;
  /** Infrastructure errors of earlier attempts; a retry happens for nothing else. */
  attempts: { code: string; message: string }[];
  /** ms: until ready or ended, looking (of that: only waiting, to see whether it stays), stopping. */
  timings: { start: number; probe: number; settle: number; stop: number };
}

export interface JournalFooter {
  type: 'footer';
  finished: string;
  ms: number;
  /** Every start has its line, and every line counts. */
  complete: boolean;
  interrupted: string | null;
  /** What else kept cases from being observed. */
  lost: Lost[];
}

/** What ended a worker, failed an instrument's proof, or ended the run. */
export interface Lost {
  code: string;
  message: string;
  /** Ids, selected ones and controls; their observations do not count where there are any. */
  cases: string[];
}

export type JournalLine = JournalHeader | JournalObservation | JournalFooter;
