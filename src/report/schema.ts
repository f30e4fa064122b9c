/**
 * Defines report.json: the whole outcome of a run, from which all other formats are rendered. Versioned: a field
 * keeps its meaning; a change that breaks a reader raises `schemaVersion`.
 */
import { z } from 'zod';
import { deviationsSchema } from '../judge/deviations/file.ts';
import { findings } from '../judge/findings.ts';
import { gates } from '../judge/gate.ts';
import { liveSchema } from './live-schema.ts';
import { seenStartSchema } from './seen-schema.ts';

const level = z.enum(['must', 'should', 'info']);
const basis = z.enum(['explicit', 'derived', 'practice']);
/** A report of an earlier version of the suite is about the page. */
const scope = z.enum(['page', 'platform']).default('page');
const section = z.enum(['server', 'standalone', 'client', 'postgres', 'grpc', 'deployment', 'mutual']);
const risk = z.enum(['weaker', 'safer', 'availability']);
const finding = z.enum(findings);
const outcome = z.enum(['pass', 'non-strict', 'untestable', 'error', 'fail', 'moot']);
const caseIds = z.array(z.string());
const ms = z.number().nonnegative();

const rule = z.strictObject({
  id: z.string(),
  scope,
  section,
  basis,
  level,
  title: z.string(),
  why: z.string(),
  how: z.string(),
  risk,
  /** Headings of the page that promise it, or the outside source of an established practice. */
  headings: z.array(z.string()),
  practice: z.string().nullable(),
});

const reportedCase = z.strictObject({
  id: z.string(),
  rule: z.string(),
  scope,
  level,
  basis,
  section,
  subject: z.string(),
  condition: z.string(),
  naming: z.enum(['documented', 'release']),
  /** Variable → what it was set to, in words; secrets are never written. */
  settings: z.record(z.string(), z.string()),
  outcome,
  finding: finding.nullable(),
  risk: risk.nullable(),
  /** The case at the root of this one's red: it shows that the setting has no effect. */
  cause: z.string().nullable(),
  code: z.string(),
  /**
   * Words of the facts that decided: every forbidden one that was seen, every required one that is absent, or every
   * one that a pass falls short of. Empty where none did.
   */
  facts: z.array(z.string()),
  /** Words of facts of which nothing is known. */
  unobserved: z.array(z.string()),
  expected: z.string(),
  observed: z.string(),
  disposition: z.enum(['unexpected', 'known', 'expired', 'stale']).nullable(),
  /** An entry that does not excuse the case, and that says something about it all the same. */
  hint: z
    .strictObject({
      /**
       * `graver`: the case deviates more gravely than the entry says, or otherwise. `milder`: less than it says.
       * `other name`: it says the same of the case under its other name.
       */
      kind: z.enum(['graver', 'milder', 'other name']),
      /** Index into `deviations`. */
      entry: z.int(),
      text: z.string(),
    })
    .nullable(),
  /** Why it is known, as the deviations file says. */
  reason: z.string().nullable(),
  /** Index into `deviations`. */
  deviation: z.int().nullable(),
  control: z.string().nullable(),
  /** The case that shows what this one takes for granted. */
  premise: z.string().nullable().default(null),
  /** Observed because a selected case needs it; counts in no gate and no summary. */
  controlOnly: z.boolean(),
  evidence: z.array(
    z.strictObject({
      kind: z.string(),
      /** Id in `starts`; a report of an earlier version of the suite has none. */
      start: z.string().optional(),
      /** The observation in the journal beside the report; cases of one start share it. */
      path: z.string(),
      sha256: z.string(),
    }),
  ),
  /** Infrastructure errors of earlier attempts. */
  attempts: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  /**
   * Observed again at the end with nothing else running: with the same result, with another one (then it is
   * untestable), in place of an observation that said nothing, or without a result (`silent`: the first one stands,
   * unless it is a failure). Null: once.
   */
  calm: z.enum(['confirmed', 'differed', 'replaced', 'silent']).nullable(),
  /**
   * Likewise, where `rerun` has observed it, also for the first time (`replaced`): a failure that a rerun does not show
   * again is untestable.
   */
  rerun: z.enum(['confirmed', 'differed', 'replaced', 'silent']).nullable().default(null),
  timings: z.strictObject({ start: ms, probe: ms, stop: ms }),
  /** A command that observes this case alone, with the controls it needs. */
  reproduce: z.string(),
});

const causeGroup = z.strictObject({
  /** The case at the root, or the one case that has no cause. */
  cause: z.string(),
  rule: z.string(),
  finding: finding.nullable(),
  risk: risk.nullable(),
  /** For an operator, where a setting of the page has no effect. */
  statement: z.string().nullable(),
  cases: caseIds,
  outcomes: z.partialRecord(outcome, z.int()),
  /** Cases without an excuse that fail the gate. */
  unexpected: z.int(),
});

export const reportSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    suite: z.strictObject({
      name: z.string(),
      version: z.string(),
      commit: z.string().nullable(),
      catalogueDigest: z.string(),
    }),
    page: z.strictObject({
      repository: z.string(),
      path: z.string(),
      commit: z.string(),
      digest: z.string(),
    }),
    target: z.strictObject({
      kind: z.enum(['reference', 'images', 'binaries', 'live']),
      release: z.string(),
      runtime: z.enum(['processes', 'containers']),
      images: z.array(z.strictObject({ role: z.string(), ref: z.string(), digest: z.string().nullable() })),
      binaries: z.array(z.strictObject({ service: z.string(), sha256: z.string() })),
      releaseFile: z.string().nullable(),
    }),
    environment: z.strictObject({
      os: z.string(),
      arch: z.string(),
      node: z.string(),
      docker: z.string().nullable(),
      postgres: z.string().nullable(),
    }),
    run: z.strictObject({
      id: z.string(),
      started: z.string(),
      finished: z.string().nullable(),
      ms: ms.nullable(),
      command: z.string(),
      filters: z.record(z.string(), z.array(z.string())),
      shard: z.string().nullable(),
      strict: z.boolean(),
      /** What was observed again later, the oldest first; `cases` were asked for, and have brought others along. */
      reruns: z
        .array(
          z.strictObject({
            journal: z.string(),
            started: z.string(),
            finished: z.string().nullable(),
            cases: z.int(),
          }),
        )
        .default([]),
    }),
    selection: z.strictObject({
      /** Cases of the catalogue for this release. */
      catalogue: z.int(),
      selected: z.int(),
      executed: z.int(),
      controlOnly: z.int(),
      notRun: caseIds,
      /** The same cases by what kept them from being executed. */
      notRunBecause: z.array(z.strictObject({ code: z.string(), reason: z.string(), cases: caseIds })),
    }),
    rules: z.array(rule),
    cases: z.array(reportedCase),
    /** What was seen, once a start; a report of an earlier version of the suite has none. */
    starts: z.array(seenStartSchema).default([]),
    notApplicable: z.array(
      z.strictObject({
        id: z.string(),
        rule: z.string(),
        scope,
        subject: z.string(),
        condition: z.string(),
        reason: z.string(),
      }),
    ),
    /** Listeners, hops and databases beyond the page that no case is about; empty where the run stopped at the page. */
    notCovered: z.array(z.strictObject({ subject: z.string(), reason: z.string() })).default([]),
    /**
     * The file of known deviations. Null where the run had none to look at; a report of an earlier version of the suite
     * does not say.
     */
    deviationsFile: z
      .strictObject({
        /** As given; as in the suite's repository where it is the release's own. */
        path: z.string(),
        /** Path within the git work tree that holds it; null where none does. */
        repositoryPath: z.string().nullable(),
        /** The commit that it was read from (`--deviations-from`); null: from the disk. */
        revision: z.string().nullable(),
        /** Digest of its text, without a byte order mark; null where there is no such file. */
        sha256: z.string().nullable(),
      })
      .nullable()
      .default(null),
    deviations: z.array(
      z.strictObject({
        entry: deviationsSchema.shape.deviations.unwrap().unwrap().element,
        /** Where it begins in the file, from 1; a report of an earlier version of the suite does not say. */
        line: z.int().nullable().default(null),
        disposition: z.enum(['known', 'stale', 'unmatched', 'expired', 'exceeded', 'unexercised']),
        covered: caseIds,
        /** Cases that deviate less than the entry says, or not at all. */
        stale: caseIds,
        /** Cases that deviate more gravely than the entry says, or otherwise. */
        graver: caseIds,
      }),
    ),
    coverage: z.strictObject({
      rules: z.strictObject({
        /** At least one selected case passed or failed. */
        tested: z.array(z.string()),
        untested: z.array(z.string()),
        /** Not selected, or not applicable. */
        excluded: z.array(z.string()),
      }),
    }),
    summary: z.strictObject({
      outcomes: z.record(z.enum([...outcome.options, 'not-applicable']), z.int()),
      findings: z.record(finding, z.int()),
      /** The same for each scope that was asked for; a report of an earlier version of the suite does not say. */
      scopes: z
        .array(
          z.strictObject({
            scope: z.enum(['page', 'platform']),
            outcomes: z.record(outcome, z.int()),
            /** Cases without an excuse that fail the gate. */
            unexpected: z.int(),
          }),
        )
        .default([]),
      byCause: z.array(causeGroup),
    }),
    gate: z.enum(gates),
    exitCode: z.union([0, 1, 2, 3, 4, 130, 143].map((code) => z.literal(code))),
    /** Why this gate and exit code. */
    reasons: z.array(z.string()),
    complete: z.boolean(),
    /** Of a live target: what was seen from outside. */
    live: liveSchema.nullable().default(null),
  })
  .meta({ id: 'report', title: 'Report of magistrala-conformance' });

export type Report = z.infer<typeof reportSchema>;
export type ReportedCase = Report['cases'][number];
export type ReportedRule = Report['rules'][number];
export type CauseGroup = Report['summary']['byCause'][number];

/** JSON Schema (draft 2020-12) of report.json, as published beside this file. */
export const reportJsonSchema = (): string => `${JSON.stringify(z.toJSONSchema(reportSchema), null, 2)}\n`;
