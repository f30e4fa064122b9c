/** Puts numbers, ends and repeats into words for what a report shows of a start. Pure. */

export const joined = (parts: readonly (string | false | undefined)[], by = ', '): string =>
  parts.filter((part) => part !== false && part !== undefined && part !== '').join(by);

/** `12`, or `12–34` where they differ. */
export const range = (numbers: readonly number[]): string => {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(Math.round);
  return least === most ? `${least}` : `${least}–${most}`;
};

/** Each text once, with how often it occurs. */
export const tally = (texts: readonly string[]): string =>
  [...Map.groupBy(texts, (text) => text)]
    .map(([text, { length }]) => (length > 1 ? `${text} × ${length}` : text))
    .join(', ');

/** Each line once, after the number of times that it came. */
export const counted = (lines: readonly string[]): string[] =>
  [...Map.groupBy(lines, (line) => line)].map(([line, { length }]) =>
    length > 1 ? `${length} × ${line}` : line,
  );

export const endInWords = ({ code, signal }: { code: number | null; signal: string | null }): string =>
  signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`;

/** The first four bytes of a fingerprint tell certificates of one start apart. */
export const chainInWords = (chain: readonly string[]): string =>
  chain.map((one) => (one.length > 11 ? `${one.slice(0, 11)}…` : one)).join(', ');
