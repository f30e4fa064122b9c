/** Defines what `check-env --format json` writes: the advice, what of it is accepted, and the exit code. Versioned. */
import { z } from 'zod';
import { adviceSchema, statementSchema } from '../schema.ts';

/** `availability`: what keeps a service or a hop from working. `weaker`: that, and less protection. `any`: notes too. */
export const failOn = ['availability', 'weaker', 'any'] as const;
export type FailOn = (typeof failOn)[number];

const acceptance = z
  .strictObject({
    reason: z.string(),
    expires: z.iso.date(),
    line: z.int().min(1).describe('of the baseline file'),
  })
  .describe('the entry of the baseline that accepts it');

const entry = z.strictObject({
  line: z.int().min(1),
  about: z.string().describe('what the entry names, in words'),
  reason: z.string(),
  expires: z.iso.date(),
  became: z
    .enum(['accepted', 'stale', 'expired'])
    .describe('stale: nothing is as it says; expired: its last day is over, and it accepts nothing'),
  statements: z.int().min(0).describe('how many it names'),
});

const comparison = z.strictObject({
  container: z.string(),
  what: z.string().describe('start, a listener, or a hop such as `→ auth`'),
  predicted: z.string(),
  observed: z.string().optional().describe('absent where it could not be observed'),
  outcome: z.enum(['agrees', 'differs', 'not observed']),
  because: z.string().optional().describe('why it was not observed'),
});

const verification = z.strictObject({
  target: z.enum(['binaries', 'images']),
  comparisons: z.array(comparison),
  notStarted: z.array(z.strictObject({ container: z.string(), because: z.string() })),
});

export const checkedSchema = adviceSchema
  .extend({
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    statements: z.array(statementSchema.extend({ accepted: acceptance.optional() })),
    leftOut: z.int().min(0).describe('statements that concern no security, which --all shows'),
    baseline: z.strictObject({ file: z.string(), entries: z.array(entry) }).nullable(),
    verification: verification
      .nullable()
      .describe('what was predicted, held against services that were started so'),
    failOn: z.enum(failOn),
    strict: z.boolean(),
    ending: z.strictObject({
      exitCode: z.union([z.literal(0), z.literal(1), z.literal(3)]),
      reason: z.string(),
    }),
  })
  .meta({ id: 'advice', title: 'What magistrala-conformance check-env says of the files of a deployment' });

export type Checked = z.infer<typeof checkedSchema>;
export type Comparison = z.infer<typeof comparison>;
export type Verification = z.infer<typeof verification>;
export type CheckedStatement = Checked['statements'][number];
export type BaselineEntry = NonNullable<Checked['baseline']>['entries'][number];

/** JSON Schema (draft 2020-12), as published beside this file. */
export const checkedJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(checkedSchema), null, 2)}\n`;
