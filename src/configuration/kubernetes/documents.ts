/**
 * Splits a file of manifests into its documents, and reads each alone: what is wrong in one costs none of the others.
 * Pure.
 */
import { LineCounter, parseDocument, type Document } from 'yaml';

export interface ManifestDocument {
  /** Line of the file at which it begins, from 1. */
  line: number;
  /** Template that `helm template` names in a comment above it. */
  template?: string;
  /** Absent where the text could not be read at all. */
  document?: Document.Parsed;
  /** Position of an offset within the document, in lines and columns of the file. */
  positionOf: (offset: number) => { line: number; column: number };
  /** What the parser found wrong; the document may be there in spite of it. Holds no text of the file. */
  problems: { line: number; column: number; says: string }[];
}

/** Documents of a file that are read: more than fifty times what a large chart renders. */
export const mostDocuments = 20_000;

/** Further documents are left out. */
export const documentsOf = (text: string): { documents: ManifestDocument[]; complete: boolean } => {
  const pieces = split(text).filter((piece) => !isBlank(piece));
  return {
    documents: pieces.slice(0, mostDocuments).map(read),
    complete: pieces.length <= mostDocuments,
  };
};

interface Piece {
  text: string;
  line: number;
}

/** A marker in the first column begins or ends a document wherever it stands (YAML 1.2, section 9.1.2). */
const split = (text: string): Piece[] => {
  const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
  const pieces: Piece[] = [];
  let from = 0;
  let line = 1;
  const end = (at: number): void => {
    const piece = text.slice(from, at);
    pieces.push({ text: piece, line });
    line += piece.split('\n').length - 1;
    from = at;
  };
  for (const found of text.matchAll(marker)) {
    if (found.index > from) end(found.index);
    // `...` ends a document and is part of none.
    if (found[0] === '...') from = found.index + 3;
  }
  end(text.length);
  return pieces;
};

/** Whether it holds comments, markers and directives alone. */
const isBlank = ({ text }: Piece): boolean =>
  text.split('\n').every((line) => /^\s*(?:#|$)|^---\s*(?:#|$)|^%/.test(line));

const read = ({ text, line: marker }: Piece): ManifestDocument => {
  const counter = new LineCounter();
  const positionOf = (offset: number): { line: number; column: number } => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1) + marker - 1, column: Math.max(col, 1) };
  };
  const template = templateOf(text);
  const line = firstLine(text, marker);
  const common = { line, ...(template !== undefined && { template }), positionOf };
  const tooDeep = { ...common, problems: [{ line, column: 1, says: 'it nests too deeply to be read' }] };
  if (isTooDeep(text)) return tooDeep;
  try {
    const document = parseDocument(text, {
      lineCounter: counter,
      // Comparing each key with each other takes minutes for a map of 50,000; the cursor finds duplicates in one pass.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const problems = document.errors.map(({ code, pos }) => ({
      ...positionOf(pos[0]),
      says: sentences[code] ?? 'this is no YAML',
    }));
    // One mistake makes several problems, of which the first of a line is the one that says something.
    const byLine = new Map(problems.toReversed().map((problem) => [problem.line, problem]));
    return { ...common, document, problems: [...byLine.values()].toReversed() };
  } catch {
    // Lists within lists, by indentation, fill the stack of the parser as well.
    return tooDeep;
  }
};

/** Counted without regard to quotes: a text has no thousand brackets that it does not close. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : depth > 0 ? -1 : 0;
    if (depth > 1000) return true;
  }
  return false;
};

/** The parser's own messages quote the file, and what they quote may be a secret. */
const sentences: Record<string, string> = {
  BAD_ALIAS: 'an alias has no anchor before it',
  BAD_INDENT: 'the indentation fits no level above it',
  BAD_SCALAR_START: 'a value without quotes begins with a character that YAML keeps for itself',
  BLOCK_AS_IMPLICIT_KEY: 'a value without quotes holds `: `, which begins a map',
  BLOCK_IN_FLOW: 'a list or map over several lines stands within brackets',
  DUPLICATE_KEY: 'a key stands twice',
  MISSING_CHAR: 'a bracket, quote or colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes on over several lines: a colon or a quote is missing',
  TAB_AS_INDENT: 'a tab stands where YAML wants blanks',
  UNEXPECTED_TOKEN: 'something stands where YAML expects nothing',
};

/** Comments above the first line of a document; a rendered one names its template there. */
const templateOf = (text: string): string | undefined => {
  for (const line of text.split('\n', 20)) {
    const [, template] = /^# Source: *(\S+)\s*$/.exec(line) ?? [];
    if (template !== undefined) return template;
    if (!/^\s*(?:#|---|$)/.test(line)) return undefined;
  }
  return undefined;
};

/** The first line that is neither marker, comment nor blank. */
const firstLine = (text: string, first: number): number => {
  const index = text.split('\n').findIndex((line) => !/^\s*(?:#|---\s*$|---\s+#|$)/.test(line));
  return first + Math.max(index, 0);
};
