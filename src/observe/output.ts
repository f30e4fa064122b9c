/** Reads the complete output of a service: which secrets stand in it, what its error lines name, and what is kept of it. */
import type { OutputObservation, SecretSighting } from './observation.ts';
import { errorLines } from './output/error-lines.ts';
import { redactLines, redactWords } from './output/redact.ts';
import { searchFor } from './output/search.ts';
import type { Traces } from './output/traces.ts';

export interface Secret {
  kind: SecretSighting['kind'];
  /** Which secret, for example the setting that it was configured by. */
  of: string;
  traces: Traces;
}

export interface OutputContext {
  secrets: readonly Secret[];
  /** Configured files and variables: found when an error line holds one of the needles as a word of its own. */
  names: readonly { label: string; needles: readonly string[] }[];
  /** Secrets that must not be stored, but are no matter of this service. */
  redact: readonly Traces[];
  /** The service has ended by itself, so that its last words are error lines. Default false. */
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
  // A secret that is cut through by a line's end, or by what is kept of it, is one all the same.
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
    secrets: context.secrets.filter((_, at) => places.has(at)).map(({ kind, of }) => ({ kind, of })),
  };
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

/** `cert.pem` is not named by `client-cert.pem`, nor `X_CERT` by `X_CERT_FILE`. */
function holdsWord(line: string, word: string): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const before = line[at - 1] ?? ' ';
    const after = line.slice(at + word.length, at + word.length + 2);
    if (!/[\w.-]/.test(before) && !/^(?:[\w-]|\.\w)/.test(after)) return true;
  }
  return false;
}
