/** Puts counts into words, and makes text that comes from outside safe to show. Pure. */

/** `1 case`, `2 cases`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/**
 * One line without control characters: what a service printed must not move a reader's cursor or colour the
 * terminal.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\s+/g, ' ')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .trim();

/**
 * Lines as they are, without other control characters: what another machine wrote is shown on this terminal. None of them
 * is a command to the CI system that reads along, as a line is for GitHub that begins with two colons.
 */
export const printableLines = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/^([^\S\n]*):(?=:)|##(?=\[)/gm, '$&\u2060')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** What an entry of a deviations file is about, and how it names it. */
export const entryName = (entry: {
  case?: string | string[] | undefined;
  rule?: string | undefined;
  cause?: string | undefined;
}): { kind: 'case' | 'rule' | 'cause'; names: string[] } => {
  if (entry.case !== undefined) return { kind: 'case', names: [entry.case].flat() };
  return entry.rule === undefined
    ? { kind: 'cause', names: [entry.cause ?? ''] }
    : { kind: 'rule', names: [entry.rule] };
};
