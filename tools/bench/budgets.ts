/** What a run may cost, and whether it keeps to it. Pure. */
export interface Budget {
  what: string;
  limit: string;
  /** null: not measured this time. */
  measured: string | null;
  holds: boolean | null;
  /** Why it was not measured, or what to bear in mind. */
  note: string;
}

export interface Measured {
  whole: boolean;
  /** ms */
  suiteMs: number;
  suiteToBare: number;
  /** Bytes, null where they cannot be seen. */
  peak: number | null;
}

export const limits = { wholeMs: 60_000, ratio: 1.25, peak: 600 * 2 ** 20 } as const;

export const budgetsOf = ({ whole, suiteMs, suiteToBare, peak }: Measured): Budget[] => [
  {
    what: 'the whole catalogue against the reference, on 2 cores',
    limit: `${limits.wholeMs / 1000} s`,
    measured: whole ? `${(suiteMs / 1000).toFixed(1)} s` : null,
    holds: whole ? suiteMs <= limits.wholeMs : null,
    note: whole ? '' : 'only with --whole',
  },
  {
    what: 'wall time of the suite, in bare starts',
    limit: `× ${limits.ratio}`,
    measured: `× ${suiteToBare.toFixed(2)}`,
    holds: suiteToBare <= limits.ratio,
    note: whole ? '' : 'a sample bears all of what a run costs once; --whole is what counts',
  },
  {
    what: 'memory without the services under test',
    limit: `${limits.peak / 2 ** 20} MiB`,
    measured: peak === null ? null : `${Math.round(peak / 2 ** 20)} MiB`,
    holds: peak === null ? null : peak <= limits.peak,
    note: peak === null ? 'needs /proc' : whole ? '' : 'of the sample',
  },
];
