/** Which cases are measured. Pure, and the same every time: figures of two days are about the same work. */
import type { PlannedStart } from '../../src/plan/plan.ts';

/**
 * Ids of about `size` cases, at least: starts at equal distances over the whole catalogue, each with all its cases,
 * so that as many cases share a start as in a whole run.
 */
export const sampleCases = (plans: readonly PlannedStart[], size: number): string[] => {
  for (let count = 1; count < plans.length; count++) {
    const ids = spread(plans, count).flatMap((plan) => plan.cases);
    if (ids.length >= size) return ids;
  }
  return plans.flatMap((plan) => plan.cases);
};

const spread = <T>(all: readonly T[], count: number): T[] =>
  // From the middle of each part, so that neither end of the catalogue counts more.
  Array.from({ length: count }, (_, at) => all[Math.floor(((at + 0.5) * all.length) / count)]!);

/** Cases of the samples that show what a further case costs; the whole catalogue comes after them. */
export const growthSizes = (cases: number): number[] => [100, 300, 600].filter((size) => size < 0.8 * cases);
