/** Cases that no single fault turns red for a reason of its own, and why none is to be expected. */
export interface Untouched {
  /** Matches the ids of the cases. */
  cases: RegExp;
  reason: string;
}

export const untouched: readonly Untouched[] = [];
