/** Says where a line does not fit the schema: the path of the field, what was expected there, what stands there. */
import { z } from 'zod';

const kinds: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

export const misfit = (issue: z.core.$ZodIssue, line: unknown): { expected: string; found: string } => {
  const path = z.core.toDotPath(issue.path);
  return { expected: path ? `${path}: ${wanted(issue)}` : wanted(issue), found: standing(issue, line) };
};

const wanted = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') return oneOf(issue.values);
  // The field that says which of several forms an object has.
  if (issue.code === 'invalid_union') return oneOf(('options' in issue && issue.options) || []);
  if (issue.code === 'unrecognized_keys') return 'no field beyond those of this version';
  return issue.code === 'invalid_type' ? (kinds[issue.expected] ?? issue.expected) : issue.message;
};

const oneOf = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(' or ');

/** A text is cut after its beginning: it may hold anything. */
const keptChars = 40;

const standing = (issue: z.core.$ZodIssue, line: unknown): string => {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => JSON.stringify(key)).join(', ');
  let value = line;
  for (const part of issue.path) value = Object(value)[part] as unknown;
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > keptChars ? `${text.slice(0, keptChars)}…` : text;
};
