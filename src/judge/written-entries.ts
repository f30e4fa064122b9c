/**
 * Holds what the files have in common in which a person excuses what is known: reasons, days, and the places of
 * problems. Pure.
 */
import type { Document, Node } from 'yaml';
import { z } from 'zod';

/** A placeholder that a person has to replace. */
const placeholder =
  /^\W*$|^\W*(?:todo|tbd|tba|fixme|xxx|wip|fill in|reason|none|unknown|n\/a)\b[\s\S]{0,40}$|^\W*todo\b|^\s*<[^>]*>\s*$/i;

export const reason = z
  .string()
  .refine((text) => !placeholder.test(text), 'a reason in words of your own, no placeholder');

export const day = z.iso.date('a day such as 2027-03-31');

/** @param day as YYYY-MM-DD */
export const halfAYearAfter = (day: string): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 182);
  return date.toISOString().slice(0, 10);
};

/** A YAML scalar in single quotes: ids hold `@`, which may not begin a plain scalar. One line, whatever a report holds. */
export const quoted = (text: string): string => `'${text.replaceAll(/\s+/g, ' ').replaceAll("'", "''")}'`;

/** Offset of the innermost part of `path` that the document has. */
export const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (node && typeof node === 'object' && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
};

/** What stands at the place of a problem; undefined where nothing does. */
export const valueAt = (root: unknown, path: readonly PropertyKey[]): unknown => {
  let value = root;
  for (const part of path) {
    value = value && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[part] : undefined;
  }
  return value;
};
