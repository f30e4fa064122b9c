/** Finds the lines and offsets of each statement of an .env text. Pure. */
import { statementsOf as divided } from '../../../configuration/env/statements.ts';
import { lineStarts } from './edits.ts';

export interface Statement {
  name: string;
  /** Offsets of the name. */
  start: number;
  end: number;
  /** Offsets of the value, quotes included; absent for a name alone. */
  value?: { start: number; end: number };
  /** Lines from 0. */
  firstLine: number;
  lastLine: number;
  quote: '' | "'" | '"';
}

/** What Compose refuses is left out: it is no setting. */
export const statementsOf = (text: string): Statement[] => {
  const starts = lineStarts(text);
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  return [...divided(text.slice(mark))].flatMap((statement): Statement[] => {
    if (statement.kind === 'refused') return [];
    const { name, value } = statement;
    const [start, end] = [statement.at + mark, statement.end + mark];
    const firstLine = lineAt(starts, start);
    return [
      {
        ...{ name, start, end: start + name.length, firstLine, quote: value?.quote ?? '' },
        ...(value && { value: { start: value.at + mark, end } }),
        lastLine: value?.quote ? lineAt(starts, end - 1) : firstLine,
      },
    ];
  });
};

const lineAt = (starts: readonly number[], offset: number): number => {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};
