/** Splits an .env file into its statements as Compose does, with the offset of each name and value. Pure. */

export interface Statement {
  kind: 'statement';
  name: string;
  /** Offset of the name. */
  at: number;
  /** Offset just behind the statement. */
  end: number;
  /** Absent for a name alone, which takes the value of the shell. */
  value: EnvValue | undefined;
}

export interface EnvValue {
  /** Offset, with its quote. */
  at: number;
  /** As written, between the quotes. */
  source: string;
  quote: '' | "'" | '"';
  /** Blanks stand between the equals sign and the value. */
  apart: boolean;
}

/** What Compose refuses. Reading goes on in the next line, so that the rest is seen as well. */
export interface Refused {
  kind: 'refused';
  at: number;
  /** Holds no text of the file. */
  why: string;
  /** Compose leaves it out, and takes the file all the same. */
  ignored?: true;
}

/** Blanks within a line, then those between statements, as Go tells them. */
const blank = '\\t\\v\\f\\r \\u0085\\u00a0';
const space = `${blank}\\n\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000`;
const blanks = new RegExp(`[${blank}]*`, 'y');
const between = new RegExp(`[${space}]*`, 'y');
const last = new RegExp(`[${space}]$`);
const exported = /export(?=[\t\n\f\r ])/y;
const names = new RegExp(`(?:[${blank}_.\\-[\\]]|\\p{L}|\\p{N})*`, 'uy');

export function* statementsOf(text: string): Generator<Statement | Refused> {
  let next = 0;
  for (;;) {
    next = skipped(text, next);
    if (next >= text.length) return;
    const statement = statementAt(text, next);
    yield statement;
    next = statement.kind === 'statement' ? statement.end : lineEnd(text, next);
  }
}

/** The offset behind blanks, empty lines and comments. */
const skipped = (text: string, start: number): number => {
  let next = start + matched(between, text, start);
  while (text[next] === '#') {
    const end = lineEnd(text, next);
    next = end + matched(between, text, end);
  }
  return next;
};

const statementAt = (text: string, start: number): Statement | Refused => {
  const prefix = matched(exported, text, start);
  const at = prefix ? start + prefix + matched(blanks, text, start + prefix) : start;
  const close = at + matched(names, text, at);
  const sign = text[close];
  if (sign === undefined) {
    const why = 'The last line is a name alone without a line break: Compose ignores it.';
    return { ...refused(at, why), ignored: true };
  }
  if (sign !== '=' && sign !== ':' && sign !== '\n') {
    return refused(close, `${refuses}: a name has a character that names cannot have.`);
  }
  const name = trimmedRight(text.slice(at, close));
  if (name.includes(' ')) {
    return refused(at, `${refuses}: a name has a blank in it.`);
  }
  const value = close + 1 + matched(blanks, text, close + 1);
  if (sign === '\n') return { kind: 'statement', name, at, end: value, value: undefined };
  return valued(text, { name, at }, value, value > close + 1);
};

const valued = (
  text: string,
  { name, at }: { name: string; at: number },
  start: number,
  apart: boolean,
): Statement | Refused => {
  const quote = text[start];
  if (quote !== '"' && quote !== "'") {
    const end = lineEnd(text, start);
    const source = trimmedRight(text.slice(start, end).split(' #', 1)[0]!);
    return { kind: 'statement', name, at, end, value: { at: start, source, quote: '', apart } };
  }
  for (let end = start + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === quote) {
      const source = text.slice(start + 1, end);
      return { kind: 'statement', name, at, end: end + 1, value: { at: start, source, quote, apart } };
    }
  }
  return refused(start, `${refuses}: a quote is opened there and not closed.`);
};

const refuses = 'Compose refuses this file';

const refused = (at: number, why: string): Refused => ({ kind: 'refused', at, why });

/** One by one: a pattern would look at a long run of blanks within the text again and again. */
const trimmedRight = (text: string): string => {
  let end = text.length;
  while (end > 0 && last.test(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
};

const matched = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
};

const lineEnd = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
};

/** What stands in quotes: a backslash before the quote goes, and double quotes know further escapes. */
export const unquoted = ({ source, quote }: EnvValue): string => {
  if (!quote) return source;
  const text = source.replace(/\\[^]/g, (pair) => (pair[1] === quote ? quote : pair));
  return quote === "'" ? text : text.replace(escapes, unescaped);
};

const escapes = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g;

const controls: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // Interpolation makes a single dollar of it, and of nothing else.
  $: '$$',
};

const unescaped = (escape: string): string => {
  const [, letter = ''] = escape;
  if (letter !== '0') return controls[letter] ?? escape;
  const octal = escape.slice(2);
  const code = /^[0-7]{3}$/.test(octal) ? Number.parseInt(octal, 8) : 256;
  return code < 256 ? String.fromCodePoint(code) : `\\${octal}`;
};
