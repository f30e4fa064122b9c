/** The request for one measurement, and the answer of its process; both are JSON. */
export type Way = 'bare' | 'suite' | 'naive';

export interface LapJob {
  way: Way;
  /** `suite`: arguments of the command line. */
  argv: string[];
  /** `bare`, `naive`: ids of the cases, in catalogue order. */
  cases: string[];
  /** Starts under way at once. */
  atOnce: number;
  /** File for the `LapReport`. */
  report: string;
}

/** Written when the process of a lap exits. */
export interface LapReport {
  /** ms; null where the whole life of the process counts. */
  ms: number | null;
  /** ms of CPU of the process itself, all threads. */
  cpuMs: number;
  counts: Counts | null;
  /** ms: starting and ending PostgreSQL's servers, part of `ms`; `bare` only. */
  serversMs: number | null;
  /** ms of CPU while the clock ran, where it is halted meanwhile; `bare` only. */
  clocked: Clocked | null;
}

export interface Clocked {
  ownMs: number;
  /** Of everything that was started; null where there is no /proc. */
  childrenMs: number | null;
}

export interface Counts {
  /** Stacks that were started. */
  starts: number;
  /** Processes of services. */
  processes: number;
  /** How they came up. */
  outcomes: Record<'ready' | 'exited' | 'hung', number>;
}

export const noCounts = (): Counts => ({
  starts: 0,
  processes: 0,
  outcomes: { ready: 0, exited: 0, hung: 0 },
});
