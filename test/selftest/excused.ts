/** Mutants that are what a release is known to do: its deviations file rightly excuses them. */
import type { Naming } from '../../suites/vocabulary.ts';

export interface Excused {
  mutant: string;
  naming: Naming;
  /** Releases whose files excuse it. */
  releases: readonly string[];
  reason: string;
}

export const excused: readonly Excused[] = [];
