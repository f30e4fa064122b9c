/** Puts counts into words, and makes text that comes from outside safe to show. Pure. */

/** `1 case`, `2 cases`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Control characters but for tabs and ends of lines, what turns the direction of a text, and what is no character. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;

/** What a service printed must not move a reader's cursor, colour the terminal, or show a text backwards. */
export const withoutControls = (text: string): string =>
  text.toWellFormed().replaceAll(unprintable, '\ufffd');

/** One line without control characters. */
export const printable = (text: string): string => withoutControls(text.replaceAll(/\s+/g, ' ')).trim();

/** One line, with its blanks as they are: an id, or a command. */
export const oneLine = (text: string): string =>
  withoutControls(text).replaceAll(/[\r\n\u2028\u2029]+/g, ' ');

/**
 * Lines as they are, without other control characters: what another machine wrote is shown on this terminal. None of them
 * is a command to the CI system that reads along, as a line is for GitHub that begins with two colons.
 */
export const printableLines = (text: string): string =>
  withoutControls(text)
    .replaceAll('\r', '\ufffd')
    .replaceAll(/^([^\S\n]*):(?=:)|##(?=\[)/gm, '$&\u2060');

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
