/** Recognises one reference to a variable as Compose does: `$N`, `${N}`, and `${N` with an operator and its text. */

export interface Reference {
  kind: 'reference';
  /** Index of the dollar. */
  at: number;
  name: string;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, or nothing. */
  operator: string;
  /** Start and end of the text after the operator. */
  argument: [number, number];
  end: number;
}

export type Piece =
  | Reference
  /** A dollar that stands for itself. */
  | { kind: 'text'; text: '$'; end: number }
  | { kind: 'not understood' };

const named = /[A-Za-z_][A-Za-z0-9_]*/y;
const operators = /:?[-+?]/y;

/** @param end of the part of `text` that is read */
export const referenceAt = (text: string, dollar: number, end: number): Piece => {
  const after = text[dollar + 1];
  if (dollar + 1 < end && after === '$') return { kind: 'text', text: '$', end: dollar + 2 };
  const braced = dollar + 1 < end && after === '{';
  const start = dollar + (braced ? 2 : 1);
  const name = matchAt(named, text, start, end);
  if (!braced) {
    if (!name) return { kind: 'text', text: '$', end: dollar + 1 };
    const close = start + name.length;
    return plain(dollar, name, close, close);
  }
  if (!name) return { kind: 'not understood' };
  const close = start + name.length;
  if (close < end && text[close] === '}') return plain(dollar, name, close, close + 1);
  const operator = matchAt(operators, text, close, end);
  if (!operator) return { kind: 'not understood' };
  const argument = close + operator.length;
  const brace = closingBrace(text, dollar + 1, end);
  if (brace < argument) return { kind: 'not understood' };
  return {
    kind: 'reference',
    at: dollar,
    name,
    operator,
    argument: [argument, brace],
    end: brace + 1,
  };
};

const plain = (at: number, name: string, close: number, end: number): Reference => ({
  kind: 'reference',
  at,
  name,
  operator: '',
  argument: [close, close],
  end,
});

const matchAt = (pattern: RegExp, text: string, start: number, end: number): string => {
  if (start >= end) return '';
  pattern.lastIndex = start;
  return (pattern.exec(text)?.[0] ?? '').slice(0, end - start);
};

/**
 * The brace that closes the one at `open`; where braces do not match, the last one of the line. A brace that follows
 * an opening one directly counts as its text, as in Compose.
 */
const closingBrace = (text: string, open: number, end: number): number => {
  let depth = 0;
  let last = -1;
  for (let at = open; at < end && text[at] !== '\n'; at += 1) {
    if (text[at] === '}') {
      last = at;
      depth -= 1;
      if (depth === 0) return at;
    } else if (text[at] === '{') {
      depth += 1;
      at += 1;
      if (at < end && text[at] === '}') last = at;
      if (text[at] === '\n') break;
    }
  }
  return last;
};
