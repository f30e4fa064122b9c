/** What a benchmark found: this is bench.json, and an entry of docs/performance.json. Times in ms, memory in bytes. */
import type { Kind } from './accounting/kinds.ts';
import type { Spread } from './figures.ts';
import type { Counts, Stage } from './from-journal.ts';

export const benchVersion = 2;

export interface BenchResult {
  schemaVersion: typeof benchVersion;
  suite: { name: string; version: string; commit: string | null };
  finished: string;
  machine: { cpus: number; model: string; memory: number; os: string; node: string };
  target: { kind: string; release: string; runtime: 'processes' | 'containers' };
  about: About;
  /** This checkout. */
  now: Figures;
  /** The other one, and what this one costs in its measure, round by round. */
  before: { commit: string | null; figures: Figures; ratios: Ratios } | null;
  /** Means of a start by stage, over all rounds. */
  stages: Record<Stage, StageFigures>;
  /** The cases that cost their services most; none where CPU by kind is not known. */
  dearest: Dear[];
  /** From few cases to many; the last are all. */
  growth: GrowthRow[] | null;
  speedUp: SpeedUp | null;
  budgets: Budget[];
}

export interface About {
  repeats: number;
  whole: boolean;
  sections: string[];
  counts: Counts;
}

/** Of one checkout, over its rounds. */
export interface Figures {
  cases: number;
  wall: Spread;
  /** All processes together; null where it is not known. */
  cpu: Spread | null;
  /** Wall ÷ (CPU ÷ cores). */
  fill: Spread | null;
  memory: { pss: Spread; rss: Spread } | null;
  /** From the start of the command to the first service. */
  first: Spread | null;
  /** CPU by what it was for; or why that is not known. */
  kinds: KindFigures | { why: string };
  /** Highest share of the CPUs that something else kept busy, 0 to 1. */
  elsewhere: number | null;
}

export interface KindFigures {
  /** CPU of everything but the services ÷ CPU of the services. */
  toServices: Spread;
  /** ms, medians of the rounds. */
  kinds: Record<Kind, number>;
  /** ms, medians of the rounds, dearest first. */
  parts: { kind: Kind; name: string; ms: number }[];
  /** Share that the records lack of what the kernel adds up, 0 to 1: largest of the rounds. Below 0 they hold more. */
  missing: number | null;
}

export interface Ratios {
  wall: Spread;
  wallPerCase: Spread;
  cpuPerCase: Spread | null;
}

export interface StageFigures {
  /** ms a start. */
  median: number;
  mean: number;
  /** Share of the time of all starts, 0 to 1. */
  share: number;
}

/** What each case of a start costs. */
export interface StartCost {
  cases: string[];
  /** ms of CPU of its services, divided by its cases. */
  cpuMs: number;
  services: string[];
  /** ms of wall time of the whole start, by stage. */
  stages: Record<Stage, number>;
}

/** Cases that share a start cost the same: one of them stands for all. */
export interface Dear extends Omit<StartCost, 'cases'> {
  case: string;
  /** Cases that share the start. */
  shared: number;
}

export interface GrowthRow {
  cases: number;
  wallMs: number;
  cpuMs: number | null;
  /** CPU of everything but the services. */
  otherMs: number | null;
}

/** What more CPUs would bring, by calculation. */
export interface SpeedUp {
  /** ms before the first and after the last service: done by one thread. */
  serialMs: number;
  /** ms between in which no CPU had anything to do, and which stay with more of them. */
  waitMs: number;
  /** ms of CPU between, divided over all CPUs. */
  sharedMs: number;
  /** ms of CPU of the main thread, which cannot be divided; null where it is not known. */
  mainThreadMs: number | null;
  wallMs: { cpus: number; ms: number }[];
}

export interface Budget {
  what: string;
  limit: string;
  /** null: not measured this time. */
  measured: string | null;
  holds: boolean | null;
  /** Why it was not measured, or where the most of it goes. */
  note: string;
}
