/** Takes out of a text what must not be stored. */
import { searchFor, type Search } from './search.ts';
import type { Traces } from './traces.ts';

/** Text in place of anything that must not be stored. */
export const redactedMark = '[redacted]';

/** What separates the lines of a PEM block: white space, or a line end written out, as in JSON. */
const separator = String.raw`(?:\s|\\+[nrt])*`;
/**
 * A PEM block, also one that was cut off. Only what can belong to it is taken, so that the text after a cut stays:
 * headers of encrypted keys, runs of base64, and a short last line where something ends.
 */
const pemBlock = new RegExp(
  [
    String.raw`-----BEGIN [A-Z0-9 ]+-----`,
    String.raw`(?:${separator}(?:Proc-Type|DEK-Info): ?[A-Za-z0-9,-]+)*`,
    String.raw`(?:${separator}[A-Za-z0-9+/=]{16,})*`,
    String.raw`(?:${separator}[A-Za-z0-9+/=]+(?=${separator}-----END|[:;,'")]|$)|\\+n[A-Za-z0-9+/=]+)?`,
    String.raw`(?:${separator}-----END [A-Z0-9 ]+-----)?`,
  ].join(''),
  'g',
);

/** Parts of a line, the longest that can be one notation of one thing. */
const parts = /[^\s"'`]+/g;

/** PEM blocks, and the words among the secrets as a whole. */
export const redactWords = (text: string, secrets: readonly Traces[]): string => {
  let clean = text.replaceAll(pemBlock, redactedMark);
  // The longest first, so that no word leaves the rest of a longer one behind.
  const words = [...new Set(secrets.flatMap(({ texts }) => texts.flatMap(spellings)))];
  for (const word of words.sort((a, b) => b.length - a.length)) clean = clean.replaceAll(word, redactedMark);
  return clean;
};

/**
 * A line without any piece of a secret, in whatever notation: the part of the line that shows it goes, or all of it.
 */
const redactLine = (line: string, { showsPiece }: Search): string => {
  if (!showsPiece(line)) return line;
  const clean = line.replaceAll(parts, (part) => (showsPiece(part) ? redactedMark : part));
  return showsPiece(clean) ? redactedMark : clean;
};

/** Lines without any piece of a secret, each by itself and all together. */
export const redactLines = (lines: readonly string[], search: Search): string[] => {
  const clean = lines.map((line) => redactLine(line, search));
  const shows = (some: readonly string[]): boolean => search.places(some.join('\n')).size > 0;
  if (!shows(clean)) return clean;
  // What is left of a secret between its lines is too short to be known by itself.
  const touched = clean.flatMap((line, at) => (line === lines[at] ? [] : [at]));
  const [first = 0, last = lines.length] = [touched[0], touched.at(-1)];
  const inner = clean.map((line, at) => (at >= first && at <= last ? redactedMark : line));
  return shows(inner) ? clean.map(() => redactedMark) : inner;
};

/** Any text of one line or several, where one of the secrets stands in it. */
export const redact = (text: string, secrets: readonly Traces[], search = searchFor(secrets)): string => {
  if (search.places(text).size === 0) return text;
  return redactLines(redactWords(text, secrets).split('\n'), search).join('\n');
};

/** A text as it stands, as a JSON string holds it, and as a URL holds it. */
const spellings = (text: string): string[] => [
  ...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)]),
];
