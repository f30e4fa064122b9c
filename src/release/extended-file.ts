/** Reads YAML that may extend another file: mappings key by key, null takes out, names get the own prefix. */
import { isMap, isScalar, isSeq, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { UsageError } from '../model/errors.ts';
import { parseYaml } from '../system/parse-yaml.ts';
import { readUserFile, sizes } from '../system/read-user-file.ts';

export type Plain = Readonly<Record<string, unknown>>;

/** A file as written, with a way to say where something stands in it. */
export interface Written {
  value: Plain;
  path: string;
  lineOf: (at: readonly PropertyKey[]) => number;
}

/** What a file is, for errors about it: `a readable file of programs`, and what helps where there is none. */
export interface Kind {
  readable: string;
  todo: string;
}

/** @throws UsageError */
export const readWritten = (path: string, { readable, todo }: Kind): Written => {
  const text = readUserFile(path, readable, todo, sizes.yaml);
  const { value, document, problems, lineOf } = parseYaml(text, { merge: true });
  if (!document || problems.length || !isPlain(value)) {
    const [broken] = problems;
    throw new UsageError(
      `${path} to be YAML`,
      broken ? `${foundIn(text, broken)} (line ${broken.line})` : 'no mapping',
      'correct the file at that line',
    );
  }
  return { value, path, lineOf: (at) => lineOf(offsetOf(document, at)) };
};

/** The parser's words, but for a key that stands twice in one mapping: it is named. */
const foundIn = (text: string, { found, line }: { found: string; line: number }): string => {
  if (!found.startsWith('Map keys must be unique')) return found;
  const [key = ''] = (text.split('\n')[line - 1] ?? '').trim().split(':');
  return `the key ${key} twice in one mapping`;
};

/** A base with the prefix of the release that extends it, in names and in sentences. */
export const renamed = (base: Plain, prefix: unknown): Plain =>
  base['prefix'] === prefix || typeof prefix !== 'string'
    ? base
    : (JSON.parse(
        JSON.stringify(base).replaceAll(new RegExp(`\\b${String(base['prefix'])}`, 'g'), prefix),
      ) as Plain);

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Mappings key by key; anything else in place of what the base has. Null takes out. */
export const over = (base: Plain, own: Plain): Plain => {
  const all: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const below = all[key];
    if (value === null) delete all[key];
    else all[key] = isPlain(value) && isPlain(below) ? over(below, value) : value;
  }
  return all;
};

export const placeOf = (issue: z.core.$ZodIssue): PropertyKey[] =>
  issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;

/** Offset of the key at the end of `path`, or of the innermost part that the document has. */
const offsetOf = (document: Document, path: readonly PropertyKey[]): number => {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const part of path) {
    const key: Node | undefined = isMap(node)
      ? (node.items.map((one) => one.key).find((one) => isScalar(one) && one.value === part) as
          Node | undefined)
      : undefined;
    node = isMap(node) || isSeq(node) ? node.get(part, true) : undefined;
    const start = key?.range?.[0] ?? (node as Node | undefined)?.range?.[0];
    if (start === undefined) break;
    offset = start;
  }
  return offset;
};
