/** Reads YAML that anyone may have written: what would fill the stack or the memory is a problem of the text. Pure. */
import { LineCounter, parseDocument, type Document, type ParseOptions, type SchemaOptions } from 'yaml';

export interface ParsedYaml {
  value: unknown;
  document: Document | undefined;
  /** Each with its line, from 1; there is no value beside them. */
  problems: { line: number; found: string }[];
  /** Line of an offset, from 1. */
  lineOf: (offset: number) => number;
}

export const parseYaml = (text: string, options: ParseOptions & SchemaOptions = {}): ParsedYaml => {
  const counter = new LineCounter();
  const lineOf = (offset: number): number => counter.linePos(offset).line;
  try {
    const document = parseDocument(text, { ...options, lineCounter: counter });
    const problems = document.errors.map(({ pos, message }) => ({
      line: lineOf(pos[0]),
      found: message.split('\n')[0] ?? '',
    }));
    const value: unknown = problems.length ? undefined : document.toJS();
    return { value, document, problems, lineOf };
  } catch (error) {
    // Thousands of brackets, or an alias to nothing or to itself many times over.
    const found =
      error instanceof RangeError
        ? 'collections within each other, too many to be read'
        : (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    return { value: undefined, document: undefined, problems: [{ line: 1, found }], lineOf };
  }
};
