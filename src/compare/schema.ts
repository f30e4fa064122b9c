/** Defines what `compare --format json` writes: two reports, case by case. Versioned as report.json is. */
import { z } from 'zod';
import { findings } from '../judge/findings.ts';
import { reportSchema } from '../report/schema.ts';

const { cases, gate, exitCode, suite, page } = reportSchema.shape;
const reported = cases.element.shape;
const id = z.string();

const side = z.strictObject({
  target: reportSchema.shape.target.pick({ kind: true, release: true, runtime: true }),
  run: z.string(),
  started: z.string(),
  suite,
  page: page.shape.digest,
  gate,
  exitCode,
  complete: z.boolean(),
});

const verdict = z.strictObject({
  outcome: reported.outcome,
  finding: z.enum(findings).nullable(),
  risk: reported.risk,
  cause: reported.cause,
  code: reported.code,
  facts: reported.facts,
  observed: reported.observed,
});

const difference = z.strictObject({
  id,
  rule: z.string(),
  title: z.string(),
  level: reported.level,
  subject: z.string(),
  /** `worse`, `better`, or `other` where neither can be said. */
  direction: z.enum(['worse', 'better', 'other']),
  /** What differs of the two verdicts. */
  differs: z.array(z.enum(['outcome', 'finding', 'risk', 'code', 'facts'])),
  before: verdict,
  after: verdict,
});

export const comparisonSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    before: side,
    after: side,
    /** What differs between the two runs, apart from verdicts, in words. */
    differs: z.array(z.string()),
    /**
     * To what a difference goes back. `product`: the suite is the same. `suite`: the product is the same. `machine`:
     * both are, so that the run itself gave another result. `unclear`: neither is.
     */
    source: z.enum(['product', 'suite', 'machine', 'unclear']),
    /** Fails in the new report, and did not in the old one. */
    new: z.array(difference),
    /** Failed in the old report, and is judged and does not fail in the new one. */
    resolved: z.array(difference),
    /** Any other difference: it fails otherwise, keeps a recommendation or not, or only one of the two could judge it. */
    changed: z.array(difference),
    unchanged: z.array(id),
    /** What one report holds alone, or what was asked otherwise. */
    incomparable: z.array(z.strictObject({ reason: z.string(), cases: z.array(id), failing: z.array(id) })),
    /** Judged in the old report, selected for the new one and not judged there: nothing says whether it still holds. */
    lost: z.array(id),
    /** With which exit code the command ended, and why: a comparison of nothing is not green. */
    ending: z.strictObject({ exitCode, reason: z.string() }).optional(),
  })
  .meta({ id: 'comparison', title: 'Comparison of two reports of magistrala-conformance' });

export type Comparison = z.infer<typeof comparisonSchema>;
export type Difference = Comparison['new'][number];
export type Side = Comparison['before'];

/** JSON Schema (draft 2020-12), as published beside this file. */
export const comparisonJsonSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(comparisonSchema), null, 2)}\n`;
