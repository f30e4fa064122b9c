/** The deviations file of a release: YAML, checked, with the line of every problem. Pure: text in, entries out. */
import { LineCounter, parseDocument, type Document, type Node } from 'yaml';
import { z } from 'zod';
import { findings } from './findings.ts';

const deviating = findings.filter((finding) => finding !== 'conforms');

/** A text that was left for somebody to fill in. */
const placeholder =
  /^\W*$|^\W*(?:todo|tbd|tba|fixme|xxx|wip|fill in|reason|none|unknown|n\/a)\b[\s\S]{0,40}$|^\W*todo\b|^\s*<[^>]*>\s*$/i;

const reason = z
  .string()
  .refine((text) => !placeholder.test(text), 'a reason in words of your own, no placeholder');

const day = z.iso.date('a day such as 2027-03-31');

const entry = z
  .strictObject({
    /** Glob over case ids. */
    case: z.string().min(1).optional(),
    /** Id of a rule: all its cases. */
    rule: z.string().min(1).optional(),
    /** Glob over the ids of the cases that others go back to: these and all that they caused. */
    cause: z.string().min(1).optional(),
    /** Only cases that deviate in this way are excused. */
    finding: z.enum(deviating),
    attribution: z.enum(['product', 'documentation', 'undecided']),
    reason,
    /** The upstream thread or file. */
    link: z.url({ protocol: /^https?$/, error: 'a link (https://…) to the upstream thread or file' }),
    owner: z.string().min(1).optional(),
    expires: day,
  })
  .refine(
    (one) => [one.case, one.rule, one.cause].filter((name) => name !== undefined).length === 1,
    'exactly one of case, rule and cause',
  );

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
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const line = (offset: number): number => counter.linePos(offset).line;
  if (document.errors.length) {
    const problems = document.errors.map((error) => ({
      line: line(error.pos[0]),
      expected: 'a YAML document',
      found: error.message.split('\n')[0] ?? '',
    }));
    return { ok: false, problems };
  }
  const value: unknown = document.toJS();
  const checked = deviationsSchema.safeParse(value);
  const at = (path: readonly PropertyKey[]): number => line(offsetOf(document, path));
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

/** Offset of the innermost part of `path` that the document has. */
const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node && typeof node === 'object' && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
};

const expectation = (issue: z.core.$ZodIssue): string => {
  const name = issue.path.filter((part) => typeof part === 'string' && part !== 'deviations').join('.');
  const what =
    issue.code === 'invalid_value'
      ? `one of ${issue.values.map(String).join(', ')}`
      : issue.code === 'unrecognized_keys'
        ? 'case, rule or cause, and finding, attribution, reason, link, owner, expires'
        : issue.code === 'invalid_type'
          ? issue.expected === 'object' || issue.expected === 'record'
            ? 'a mapping'
            : `a ${issue.expected}`
          : issue.message;
  return name ? `${name}: ${what}` : what;
};

const foundAt = (root: unknown, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') return `the unknown key ${issue.keys.join(', ')}`;
  let value = root;
  for (const part of issue.path) {
    value = value && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  if (value === undefined) return 'nothing';
  if (value && typeof value === 'object') return Object.keys(value).join(', ') || 'an empty collection';
  return JSON.stringify(value) ?? 'nothing';
};
