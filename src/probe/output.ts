/**
 * Reads the complete output of a service: the secrets in it, what its error lines name, and the part that is stored.
 */
import type { OutputObservation, SecretSighting } from '../model/observation.ts';
import { errorLines } from './output/error-lines.ts';
import { redactLines, redactWords } from './output/redact.ts';
import { searchFor, type Search } from './output/search.ts';
import type { Traces } from './output/traces.ts';

export interface Secret extends Omit<SecretSighting, 'lines'> {
  traces: Traces;
}

export interface OutputContext {
  secrets: readonly Secret[];
  /** Configured files and variables: found when an error line holds one of the needles as a separate word. */
  names: readonly { label: string; needles: readonly string[] }[];
  /** Secrets that must not be stored, but are not secrets of this service. */
  redact: readonly Traces[];
  /** Whether the service has exited by itself, so that its last lines count as error lines. Default false. */
  ended?: boolean;
}

const keptLines = 40;
const keptChars = 1000;

/**
 * Secrets are looked for in all of the output, names in all error lines; what is stored is redacted and cut to the
 * last 40 lines (errors: the first 40) of at most 1000 characters.
 */
export function readOutput(text: string, context: OutputContext): OutputObservation {
  const own = context.secrets.map(({ traces }) => traces);
  const search = searchFor([...own, ...context.redact]);
  const places = search.places(text);
  const lines = linesOf(redactWords(text, own));
  const errors = errorLines(lines, { ended: context.ended ?? false });
  // A secret counts also where the end of a line, or of the stored part, cuts it.
  const stored = (some: readonly string[]): string[] => {
    const words = some.map((line) => redactWords(line, context.redact));
    return (places.size ? redactLines(words, search) : words).map((line) =>
      line.length > keptChars ? `${line.slice(0, keptChars)}…` : line,
    );
  };
  return {
    bytes: Buffer.byteLength(text),
    tail: stored(lines.slice(-keptLines)),
    errors: stored(errors.slice(0, keptLines)),
    errorsName: namesIn(errors, context.names),
    secrets: sightings(text, context.secrets, search, places),
  };
}

/** Lines that are quoted for each secret. */
const toldLines = 3;

function sightings(
  text: string,
  secrets: readonly Secret[],
  search: Search,
  places: ReadonlyMap<number, number>,
): SecretSighting[] {
  if (!secrets.some((_, at) => places.has(at))) return [];
  // Searches each line alone, to find lines after the first; a secret over several lines is reported where it begins.
  const inLines = text.split('\n').map((line) => search.places(line));
  return secrets.flatMap(({ kind, of, carriedBy }, at) => {
    const place = places.get(at);
    if (place === undefined) return [];
    const first = text.slice(0, place).split('\n').length;
    const all = inLines.flatMap((found, line) => (found.has(at) ? [line + 1] : []));
    const lines = [...new Set([first, ...all])].slice(0, toldLines);
    return [{ kind, of, ...(carriedBy && { carriedBy }), lines }];
  });
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function namesIn(errors: readonly string[], names: OutputContext['names']): string[] {
  const found = names.filter(({ needles }) =>
    needles.some((needle) => needle !== '' && errors.some((line) => holdsWord(line, needle))),
  );
  return [...new Set(found.map(({ label }) => label))];
}

/** Whether the text holds the name as a separate word: `client-cert.pem` does not name `cert.pem`. */
function holdsWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line.slice(at + word.length, at + word.length + 2);
    if (!/[\w.-]/.test(before) && !/^(?:[\w-]|\.\w)/.test(after)) return true;
  }
  return false;
}
