/**
 * Rewrites a Compose file or a manifest: names of entries in place, dropped entries commented out, new ones after the
 * last entry of their container. Nothing is parsed and written anew, so that all else stays as it is. Pure.
 */
import type { Container, Place } from '../../../configuration/model.ts';
import { parseYaml } from '../../../system/parse-yaml.ts';
import type { NeededSetting } from '../schema.ts';
import type { Decision } from './decisions.ts';
import { whyNeeded } from './dotenv.ts';
import { commentOut, edited, lineEndOf, lineStarts, renamedReferences, type Edit } from './edits.ts';

export interface Entry {
  at: Place;
  variable: string;
  decision: Decision;
}

export interface ManifestPlan {
  entries: readonly Entry[];
  renames: ReadonlyMap<string, string>;
  /** `$(NAME)` of Kubernetes. */
  dependent: ReadonlyMap<string, string>;
  /** Container → what it lacks. */
  needed: readonly { container: Container; needs: readonly NeededSetting[] }[];
  /** An .env that gives the values, so that entries refer to it. */
  hasEnv: boolean;
}

export interface Left {
  at: Place;
  variable: string;
  why: string;
}

export const rewrittenManifest = (text: string, plan: ManifestPlan): { text: string; left: Left[] } => {
  const lines = text.split('\n');
  const starts = lineStarts(text);
  const left: Left[] = [];
  const edits: Edit[] = [];
  for (const entry of plan.entries) {
    const found = editsOf(text, entry, { lines, starts });
    if (typeof found === 'string') left.push({ at: entry.at, variable: entry.variable, why: found });
    else edits.push(...found);
  }
  for (const { container, needs } of plan.needed) {
    const found = insertion(text, container, { needs, lines, starts, hasEnv: plan.hasEnv });
    if (found) edits.push(found);
    else
      left.push(
        ...needs.map(({ variable }) => ({
          ...{ at: container.at, variable },
          why: 'the container has no environment in block style to add it to',
        })),
      );
  }
  const result = edited(text, [
    ...edits,
    ...renamedReferences(text, plan.renames),
    ...dependentReferences(text, plan.dependent),
  ]);
  const damaged = parseYaml(result, lenient).problems.length > parseYaml(text, lenient).problems.length;
  if (!damaged) return { text: result, left };
  const why = 'the file would no longer be YAML, so that it is left as it is';
  return { text, left: plan.entries.map(({ at, variable }) => ({ at, variable, why })) };
};

/** Files of several documents, and tags of Compose, are no problem here. */
const lenient = { merge: true, logLevel: 'silent' } as const;

interface Lines {
  lines: readonly string[];
  starts: readonly number[];
}

const editsOf = (
  text: string,
  { at, variable, decision }: Entry,
  { lines, starts }: Lines,
): Edit[] | string => {
  if (decision.kind === 'keep') return [];
  if (decision.kind === 'leave') return decision.why;
  const line = lines[at.line - 1] ?? '';
  const found = new RegExp(String.raw`(?<![\w$\{.-])${escaped(variable)}(?![\w.-])`).exec(line);
  if (!found) return 'its line does not hold the name as a plain entry';
  const start = starts[at.line - 1]! + found.index;
  const end = start + variable.length;
  if (decision.kind === 'rename') return [{ start, end, text: decision.to }];
  if (decision.kind === 'new value') {
    const value = line.indexOf(decision.from, found.index + variable.length);
    const from = starts[at.line - 1]! + value;
    return value < 0
      ? 'its value is written elsewhere'
      : [{ start: from, end: from + decision.from.length, text: decision.to }];
  }
  const before = line.slice(0, found.index);
  if (!/^\s*(- *)?(name *: *)?["']?$/.test(before)) return 'it stands in a line with others';
  return commentOut(text, at.line - 1, lastLineOf(lines, at.line - 1), decision.why);
};

/** Names of a ConfigMap may hold dots. */
const escaped = (name: string): string => name.replaceAll('.', String.raw`\.`);

/** An entry goes on over lines that are indented deeper than it. */
const lastLineOf = (lines: readonly string[], first: number): number => {
  const indent = indentOf(lines[first] ?? '');
  let last = first;
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.trim() === '') continue;
    if (indentOf(line) <= indent || line.trimStart().startsWith('#')) break;
    last = at;
  }
  return last;
};

const indentOf = (line: string): number => /^ */.exec(line)![0].length;

/** After the last entry that the container has in its own block; entries of anchors are not its own. */
const insertion = (
  text: string,
  container: Container,
  { needs, lines, starts, hasEnv }: Lines & { needs: readonly NeededSetting[]; hasEnv: boolean },
): Edit | undefined => {
  const end = endOfBlock(lines, container.at.line - 1);
  const own = [...container.environment]
    .map(([name, { at }]) => ({ name, ...at }))
    .filter(({ file, line }) => file === container.at.file && line > container.at.line && line <= end + 1)
    .toSorted((a, b) => a.line - b.line);
  const last = own.at(-1);
  const line = last && lines[last.line - 1];
  if (!last || line === undefined) return undefined;
  const indent = ' '.repeat(indentOf(line));
  const form = formOf(line.trim(), last.name);
  if (form === undefined) return undefined;
  const newLine = lineEndOf(text);
  const at = starts[lastLineOf(lines, last.line - 1) + 1] ?? text.length;
  const start = at === text.length && !text.endsWith('\n') ? newLine : '';
  const added = needs.flatMap((need) => [
    `${indent}# ${whyNeeded({ says: need.says, todo: need.todo })}`,
    ...(need.value === undefined ? ['# '] : ['']).flatMap((comment) =>
      form(need.variable, hasEnv ? `\${${need.variable}}` : (need.value ?? '')).map(
        (one) => `${indent}${comment}${one}`,
      ),
    ),
  ]);
  return { start: at, end: at, text: `${start}${added.join(newLine)}${newLine}` };
};

type Form = (name: string, value: string) => string[];

/** As the last entry is written: a map, a list, or the list of Kubernetes. */
const formOf = (line: string, name: string): Form | undefined => {
  if (/^- *name *:/.test(line)) return (variable, value) => [`- name: ${variable}`, `  value: "${value}"`];
  if (/^- *["']?[\w.]+ *(=|["']?$)/.test(line)) return (variable, value) => [`- ${variable}=${value}`];
  if (new RegExp(`^["']?${escaped(name)}["']? *:`).test(line))
    return (variable, value) => [`${variable}: ${value}`];
  return undefined;
};

/** Last line that belongs to what begins there. */
const endOfBlock = (lines: readonly string[], first: number): number => {
  const indent = indentOf(lines[first] ?? '');
  for (let at = first + 1; at < lines.length; at += 1) {
    const line = lines[at]!;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (indentOf(line) <= indent) return at - 1;
  }
  return lines.length - 1;
};

const dependentReferences = (text: string, renames: ReadonlyMap<string, string>): Edit[] =>
  [...text.matchAll(/\$\$|\$\(([A-Za-z_]\w*)\)/g)].flatMap(({ index, 1: name }) => {
    const newName = name === undefined ? undefined : renames.get(name);
    return newName === undefined ? [] : [{ start: index + 2, end: index + 2 + name!.length, text: newName }];
  });
