/** Which cases are measured. Pure, and the same every time: figures of two days are about the same work. */
import type { PlannedStart } from '../../src/plan/plan.ts';
import type { Case } from '../../suites/vocabulary.ts';

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

/** At most `count` cases at equal distances: those that are also observed the naive way. */
export const naiveCases = (cases: readonly Case[], count: number): Case[] =>
  spread(cases, Math.min(count, cases.length));

const spread = <T>(all: readonly T[], count: number): T[] =>
  // From the middle of each part, so that neither end of the catalogue counts more.
  Array.from({ length: count }, (_, at) => all[Math.floor(((at + 0.5) * all.length) / count)]!);
