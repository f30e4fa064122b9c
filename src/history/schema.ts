/** Defines what `history --format json` writes: every rule, release by release. Versioned as report.json is. */
import { z } from 'zod';
import { findings } from '../judge/findings.ts';
import { deviationsSchema } from '../judge/deviations/file.ts';
import { reportSchema } from '../report/schema.ts';

const { target, suite, page, rules } = reportSchema.shape;
const reported = reportSchema.shape.cases.element.shape;
const rule = rules.element.shape;
const { attribution, link } = deviationsSchema.shape.deviations.unwrap().unwrap().element.shape;
const risk = reported.risk;
const n = z.int().nonnegative();

/** In words in docs/history.md; `src/history/state.ts` derives them. */
export const states = [
  'conforms',
  'renamed',
  'deviates',
  'ignored',
  'moot',
  'absent',
  'partial',
  'untestable',
] as const;
const state = z.enum(states);

const counts = z.strictObject({
  /** Cases of the catalogue; null where a part was selected and nothing says how large the whole is. */
  total: n.nullable(),
  /** Cases with a verdict that says something about the product, moot ones included. */
  observed: n,
  kept: n,
  /** Kept, but not cleanly: non-strict. */
  loose: n,
  /** Not kept under the page's names or values, which the release does not read. */
  renamed: n,
  /** Not kept, and no reading of any start shows an effect of the setting. */
  ignored: n,
  /** Broken, although the setting is read. */
  deviating: n,
  /** Nothing can be said, because what they rest on is broken. */
  moot: n,
  /** Untestable, could not be set up, not executed, or not selected where the catalogue is known. */
  open: n,
});

/** Why some cases of a cell are not kept. */
const why = z.strictObject({
  finding: z.enum(findings).nullable(),
  code: reported.code,
  /** Permanent words of the facts that decided. */
  facts: reported.facts,
  risk,
  /** The reason on file, what a missing effect means, or the facts in words: the first that there is. */
  text: z.string(),
  /** Whom the entry on file holds responsible; null where there is none. */
  attribution: attribution.nullable(),
  link: link.nullable(),
  cases: n,
  /** A case of them; the case at its root where another one decides it. */
  example: z.string(),
});

const cell = z.strictObject({
  release: z.string(),
  state,
  /** The page's names or values are not read by the release, or it has none for the setting, in whatever state the promise is under its own. */
  renamed: z.boolean(),
  /** It holds, but some cases are not kept cleanly. */
  loose: z.boolean(),
  /** The gravest risk of the cases that decide the state; null where it holds under the page's names, or nothing is known. */
  risk,
  cases: counts,
  why: z.array(why),
  /** Why it does not apply, or why nothing is known. */
  reason: z.string().nullable(),
});

/** Releases next to each other, of those in the table, that are in one state. */
const span = z.strictObject({
  ...{ state, renamed: cell.shape.renamed, loose: cell.shape.loose },
  /** The gravest of them. */
  risk,
  first: z.string(),
  last: z.string(),
});

const row = z.strictObject({
  /** Subjects that are in the same state in every release that has them. */
  subjects: z
    .array(
      z.strictObject({
        subject: z.string(),
        /** Releases that have it, where others of the row have more; null: all of them. */
        releases: z.array(z.string()).nullable(),
      }),
    )
    .min(1),
  /** Of the subjects that the release has; `absent` where it has none of them. */
  cells: z.array(cell),
  spans: z.array(span),
});

export const historySchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    /** The suite that wrote this. */
    suite: suite.pick({ name: true, version: true }),
    page,
    /** Of which cases it speaks: of what the page names, of the rest of the platform, or of both. */
    scopes: z
      .array(z.enum(['page', 'platform']))
      .min(1)
      .default(['page']),
    /** From the oldest to the newest; the reference, where it was asked for, is the last. */
    releases: z.array(
      z.strictObject({
        release: z.string(),
        target: target.pick({ kind: true, runtime: true }),
        run: z.string(),
        started: z.string(),
        /** The suite that observed it. */
        suite: suite.pick({ version: true, commit: true }),
        /** Judged again from a record, or taken from a report. */
        source: z.enum(['recorded', 'report']),
        /** Every case of the catalogue was selected and executed. */
        whole: z.boolean(),
        /** Runs of the same release that say nothing else, and were left out. */
        others: z.array(z.string()),
        /** How many pairs of rule and subject are in each state. */
        states: z.partialRecord(state, n),
      }),
    ),
    rules: z.array(
      z.strictObject({
        ...{ id: rule.id, section: rule.section, level: rule.level, basis: rule.basis, title: rule.title },
        risk: rule.risk,
        /** The gravest state of all subjects, by release; `mixed` where they differ among those that have one. */
        overall: z.array(z.strictObject({ release: z.string(), state, mixed: z.boolean() })),
        rows: z.array(row),
      }),
    ),
  })
  .meta({ id: 'history', title: 'Promises by release, of magistrala-conformance' });

export type History = z.infer<typeof historySchema>;
export type HistoryRule = History['rules'][number];
export type HistoryRow = HistoryRule['rows'][number];
export type Cell = HistoryRow['cells'][number];
export type Span = HistoryRow['spans'][number];
export type Why = Cell['why'][number];
export type Counts = Cell['cases'];
export type State = Cell['state'];

/** JSON Schema (draft 2020-12), as published beside this file. */
export const historyJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(historySchema), null, 2)}\n`;
