/** Makes small entries and judged cases: a service that did not become ready, unless said otherwise. */
import type { JudgedCase } from '../../../src/judge/deviations/deviations.ts';
import type { Deviation } from '../../../src/judge/deviations/file.ts';

export const entry = (given: Partial<Deviation>): Deviation => ({
  outcome: 'fail',
  code: 'REQUIRED_ABSENT',
  facts: ['ready'],
  risk: 'availability',
  finding: 'deviates',
  attribution: 'product',
  reason: 'the loader reads it otherwise',
  link: 'https://example.org/1',
  expires: '2026-12-31',
  ...given,
});

const as: Record<'fail' | 'non-strict' | 'pass' | 'other', Partial<JudgedCase>> = {
  fail: { code: 'REQUIRED_ABSENT', facts: ['ready'], finding: 'deviates', risk: 'availability' },
  'non-strict': { code: 'NOT_STRICT', facts: ['ends-non-zero'], finding: 'deviates', risk: 'availability' },
  pass: { code: 'KEPT', facts: [], finding: 'conforms', risk: undefined },
  other: { code: 'NOT_OBSERVED', facts: [], finding: undefined, risk: undefined },
};

export const judged = (
  id: string,
  outcome: JudgedCase['outcome'],
  given: Partial<JudgedCase> = {},
): JudgedCase => ({
  id,
  rule: id.split('/')[0] ?? '',
  naming: id.endsWith('@release') ? 'release' : 'documented',
  outcome,
  unobserved: [],
  cause: undefined,
  ...({ code: 'KEPT', facts: [], finding: undefined, risk: undefined } as const),
  ...(outcome in as ? as[outcome as keyof typeof as] : as.other),
  ...given,
});

export const named = (id: string) =>
  ({
    id,
    rule: id.split('/')[0] ?? '',
    naming: id.endsWith('@release') ? 'release' : 'documented',
  }) as const;
