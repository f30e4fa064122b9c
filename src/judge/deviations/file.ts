/**
 * Reads the deviations file of a release, which is YAML, and names the line of every problem. Pure: text in, entries
 * out.
 */
import { z } from 'zod';
import type { Risk } from '../../../suites/vocabulary.ts';
import { parseYaml } from '../../system/parse-yaml.ts';
import { findings } from '../findings.ts';
import { day, offsetOf, reason, valueAt } from '../written-entries.ts';

const deviating = findings.filter((finding) => finding !== 'conforms');

/** From the mildest to the gravest. */
export const codes = ['NOT_STRICT', 'REQUIRED_ABSENT', 'FORBIDDEN_SEEN'] as const;
export const risks = ['safer', 'availability', 'weaker'] as const satisfies readonly Risk[];

const glob = z.string().min(1);

const entry = z
  .strictObject({
    /** Glob over case ids, or several. */
    case: z.union([glob, z.array(glob).min(1)], 'a glob over case ids, or a list of them').optional(),
    /** Id of a rule: all its cases. */
    rule: glob.optional(),
    /**
     * Glob over the ids of the cases that others go back to. Alone: these and all that they caused. Beside `case` or
     * `rule`: those count only as far as they go back to it.
     */
    cause: glob.optional(),
    outcome: z.enum(['fail', 'non-strict']),
    code: z.enum(codes),
    /** Words of all facts that were seen, absent or fallen short of. */
    facts: z.array(z.string().min(1)).min(1).readonly(),
    risk: z.enum(risks),
    finding: z.enum(deviating),
    attribution: z.enum(['product', 'documentation', 'undecided']),
    reason,
    /** The upstream thread or file. */
    link: z.url({ protocol: /^https?$/, error: 'a link (https://…) to the upstream thread or file' }),
    owner: z.string().min(1).optional(),
    expires: day,
  })
  .refine(
    ({ case: cases, rule, cause }) =>
      (cases ?? rule ?? cause) !== undefined && (!cases || rule === undefined),
    'case, rule or cause: one of them, or cause beside one of the others',
  )
  .refine(({ outcome, code }) => (outcome === 'non-strict') === (code === 'NOT_STRICT'), {
    path: ['code'],
    error: 'NOT_STRICT with outcome non-strict, one of the others with fail',
  });

export const deviationsSchema = z.strictObject({
  /** Release that the entries are about. */
  release: z.string(),
  deviations: z.array(entry).nullable().default([]),
});

export type Deviation = z.infer<typeof entry>;

export interface DeviationProblem {
  /** Line of the file, from 1. */
  line: number;
  expected: string;
  found: string;
}

export interface DeviationsFile {
  release: string;
  entries: Deviation[];
  /** Line of each entry, from 1. */
  lines: number[];
}

export type ParsedDeviations =
  { ok: true; file: DeviationsFile } | { ok: false; problems: DeviationProblem[] };

/** Reads a deviations file. All problems are reported at once, in the order of their lines. */
export const parseDeviations = (text: string): ParsedDeviations => {
  const { value, document, problems: broken, lineOf } = parseYaml(text);
  if (!document || broken.length)
    return { ok: false, problems: broken.map((one) => ({ ...one, expected: 'a YAML document' })) };
  const checked = deviationsSchema.safeParse(value);
  const at = (path: readonly PropertyKey[]): number => lineOf(offsetOf(document, path));
  if (!checked.success) {
    const problems = checked.error.issues.map((issue) => ({
      line: at(issue.path),
      expected: expectation(issue),
      found: foundAt(value, issue),
    }));
    return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line) };
  }
  const entries = checked.data.deviations ?? [];
  const lines = entries.map((_, index) => at(['deviations', index]));
  return { ok: true, file: { release: checked.data.release, entries, lines } };
};

/** What a person cannot know without a report. */
const measured: readonly PropertyKey[] = ['outcome', 'code', 'facts', 'risk'];

const expectation = (issue: z.core.$ZodIssue): string => {
  const path = issue.path.filter((part) => typeof part === 'string' && part !== 'deviations');
  const expected = [...path, expectedValue(issue)].join(path.length ? ': ' : '.');
  return measured.includes(path[0] ?? '')
    ? `${expected}, as \`npm start -- deviations suggest report.json\` writes it`
    : expected;
};

const expectedValue = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'unrecognized_keys') {
    return 'case, rule or cause, and outcome, code, facts, risk, finding, attribution, reason, link, owner, expires';
  }
  if (issue.code === 'too_small') return 'at least one';
  if (issue.code !== 'invalid_type') return issue.message;
  const kinds: Record<string, string> = { object: 'a mapping', record: 'a mapping', array: 'a list' };
  return kinds[issue.expected] ?? `a ${issue.expected}`;
};

const foundAt = (root: unknown, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `the unknown key ${issue.keys.join(', ')}`;
  const value = valueAt(root, issue.path);
  if (value === undefined) return 'nothing';
  if (value && typeof value === 'object') return Object.keys(value).join(', ') || 'an empty collection';
  return JSON.stringify(value) ?? 'nothing';
};
