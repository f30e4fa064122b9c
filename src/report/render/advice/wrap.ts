/** Breaks text into lines for a terminal of 80 columns. Pure. */
import { printable } from '../words.ts';

const WIDTH = 80;

/**
 * Breaks between words alone: a path that is longer than a line stays whole, so that it can be copied.
 * @param first begins the first line
 * @param rest begins every other line; blanks of the same width where nothing is given
 */
export const wrap = (text: string, first = '', rest = ' '.repeat(first.length)): string[] => {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of printable(text).split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()];
};
