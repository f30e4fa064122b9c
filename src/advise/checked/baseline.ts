/**
 * Reads a baseline: statements that an operator knows and accepts, with a reason and a last day. YAML; names the line
 * of every problem. Pure.
 */
import { z } from 'zod';
import { globMatcher } from '../../judge/glob.ts';
import { day, offsetOf, reason, valueAt } from '../../judge/written-entries.ts';
import { parseYaml } from '../../system/parse-yaml.ts';
import { kinds } from '../schema.ts';

const glob = z.string().min(1);

/** A kind that is spelt wrong would accept nothing, and be called stale on the day when it is needed. */
const kind = glob.refine((text) => kinds.some(globMatcher(text)), `a kind of statement: ${kinds.join(', ')}`);

const entry = z
  .strictObject({
    fingerprint: glob.optional(),
    kind: kind.optional(),
    /** Globs over the names of containers and variables. */
    container: glob.optional(),
    variable: glob.optional(),
    reason,
    expires: day,
  })
  .refine(
    (one) => (one.fingerprint ?? one.kind ?? one.container ?? one.variable) !== undefined,
    'fingerprint, or kind, container or variable: what is accepted',
  );

const schema = z.strictObject({ accepted: z.array(entry).nullable() });

export interface Acceptance extends z.infer<typeof entry> {
  /** Line of the file, from 1. */
  line: number;
}

export type ParsedBaseline =
  | { ok: true; entries: Acceptance[] }
  | { ok: false; problems: { line: number; expected: string; found: string }[] };

/** All problems are reported at once, in the order of their lines. */
export const parseBaseline = (text: string): ParsedBaseline => {
  const { value, document, problems, lineOf } = parseYaml(text);
  if (!document || problems.length)
    return {
      ok: false,
      // Behind the colon stands a name from the file, which may be a secret that was pasted.
      problems: problems.map(({ line, found }) => ({
        line,
        expected: 'a YAML document',
        found: found.replace(/:.*/s, ''),
      })),
    };
  const at = (path: readonly PropertyKey[]): number => lineOf(offsetOf(document, path));
  const read = schema.safeParse(value);
  if (read.success) {
    const accepted = read.data.accepted ?? [];
    return { ok: true, entries: accepted.map((one, index) => ({ ...one, line: at(['accepted', index]) })) };
  }
  const wrong = read.error.issues.map((issue) => ({
    line: at(issue.path),
    expected: expectation(issue),
    found: foundIn(value, issue),
  }));
  return { ok: false, problems: wrong.toSorted((a, b) => a.line - b.line) };
};

const expectation = (issue: z.core.$ZodIssue): string => {
  const [, ...within] = issue.path;
  const field = (within.length > 0 ? within : issue.path).filter((part) => typeof part === 'string');
  return [...field, wanted(issue)].join(': ');
};

const wanted = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') {
    return issue.path.length === 0
      ? 'accepted alone'
      : 'fingerprint, kind, container, variable, reason and expires alone';
  }
  if (issue.code === 'too_small') return 'a text that is not empty';
  if (issue.code !== 'invalid_type') return issue.message;
  if (issue.path.length === 0) return 'a mapping with the key accepted';
  return (
    { array: 'a list of entries', object: 'an entry with reason and expires' }[issue.expected as string] ??
    'a text'
  );
};

/** A secret may have been pasted anywhere: what is shown is what looks like a word of a baseline. */
const foundIn = (root: unknown, issue: z.core.$ZodIssue): string => {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.keys.filter((key) => /^[a-z]{1,20}$/i.test(key));
    return known.length > 0 ? `the unknown key ${known.join(', ')}` : 'an unknown key';
  }
  const value = valueAt(root, issue.path);
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const field = issue.path.at(-1);
  const short =
    /^[\w .*-]{0,40}$/.test(text) && (field === 'kind' || field === 'expires' || field === 'reason');
  return short ? `"${text}"` : `a text of ${text.length} characters`;
};
