/** Changes a text at some places and leaves every other character of it alone. Pure. */

/** Replaces what stands between two offsets. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Edits that overlap an earlier one are left out: each place is changed once. */
export const edited = (text: string, edits: readonly Edit[]): string => {
  let result = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
};

/** As the text ends its own lines. */
export const lineEndOf = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

/** Offset of each line, from 0. */
export const lineStarts = (text: string): number[] => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
};

/** Puts `# ` before every line between two lines, after a comment that says why. */
export const commentOut = (text: string, first: number, last: number, why: string): Edit[] => {
  const starts = lineStarts(text);
  const indent = /^[ \t]*/.exec(text.slice(starts[first]))![0];
  const at = (line: number): number => starts[line]! + indentBelow(text.slice(starts[line]), indent);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const start = at(first + index);
    return { start, end: start, text: index === 0 ? `# ${why}${lineEndOf(text)}${indent}# ` : '# ' };
  });
};

/** Later lines keep what they are indented beyond the first. */
const indentBelow = (line: string, indent: string): number => (line.startsWith(indent) ? indent.length : 0);

/** Whether the text uses a variable outside of comments, as `$NAME` or `${NAME…}`. */
export const usesVariable = (text: string, name: string): boolean =>
  text
    .split('\n')
    .some((line) => !/^\s*#/.test(line) && [...references(line)].some((one) => one.name === name));

/** `$NAME` and `${NAME…}`; `$$` is a dollar. */
export function* references(text: string): Generator<{ name: string; start: number; end: number }> {
  for (const match of text.matchAll(/\$\$|\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)) {
    const [whole, name] = match;
    if (name === undefined) continue;
    const end = match.index + whole.length;
    yield { name, start: end - name.length, end };
  }
}

/** Renames the references of a text, comments left alone. */
export const renamedReferences = (text: string, renames: ReadonlyMap<string, string>): Edit[] => {
  const comments = commentLines(text);
  return [...references(text)].flatMap(({ name, start, end }) => {
    const newName = renames.get(name);
    return newName === undefined || comments.some(([from, to]) => from <= start && start < to)
      ? []
      : [{ start, end, text: newName }];
  });
};

const commentLines = (text: string): [from: number, to: number][] =>
  [...text.matchAll(/^[ \t]*#.*$/gm)].map((match) => [match.index, match.index + match[0].length]);
