import { keyFingerprintLines, showsKeyText } from '../../certs/key-leak.ts';
import type { OutputObservation, SecretSighting } from './observation.ts';
import { errorLines } from './output/error-lines.ts';
import { redact, spellings } from './output/redact.ts';

export interface Secret {
  kind: SecretSighting['kind'];
  /** Which secret, for example the setting that it was configured by. */
  of: string;
  /**
   * For private keys the PEM text, or pieces of its base64 body; for passwords and tokens the text itself and
   * whatever part of it would give it away. An empty needle is never found.
   */
  needles: readonly string[];
}

export interface OutputContext {
  secrets: readonly Secret[];
  /** Configured files and variables: found when an error line holds one of the needles as a word of its own. */
  names: readonly { label: string; needles: readonly string[] }[];
  /** Other text that must not be stored. */
  redact: readonly string[];
  /** The service has ended by itself, so that its last words are error lines. Default false. */
  ended?: boolean;
}

const keptLines = 40;
const keptChars = 1000;

/**
 * Reads the complete output of a service. Secrets are looked for in all of it, names in all error lines; what is
 * stored is redacted and cut to the last 40 lines (errors: the first 40) of at most 1000 characters.
 */
export function readOutput(text: string, context: OutputContext): OutputObservation {
  const keys = context.secrets.filter(({ kind }) => kind === 'private-key').map(keyTexts);
  const texts = context.secrets
    .filter(({ kind }) => kind !== 'private-key')
    .flatMap(({ needles }) => needles);
  const lines = linesOf(redact(text, texts, keys.flat()));
  const errors = errorLines(lines, { ended: context.ended ?? false });
  const store = (line: string): string => {
    const clean = redact(line, context.redact, []);
    return clean.length > keptChars ? `${clean.slice(0, keptChars)}…` : clean;
  };
  return {
    bytes: Buffer.byteLength(text),
    tail: lines.slice(-keptLines).map(store),
    errors: errors.slice(0, keptLines).map(store),
    errorsName: namesIn(errors, context.names),
    secrets: sightings(text, context.secrets),
  };
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '');
}

function sightings(text: string, secrets: readonly Secret[]): SecretSighting[] {
  return secrets
    .filter((secret) => {
      if (secret.kind === 'private-key') return showsKeyText(text, keyTexts(secret));
      return secret.needles.flatMap(spellings).some((needle) => text.includes(needle));
    })
    .map(({ kind, of }) => ({ kind, of }));
}

/** Pieces of a key's base64 body, without white space. */
function keyTexts({ needles }: Secret): string[] {
  return needles.flatMap((needle) =>
    needle.includes('-----BEGIN')
      ? keyFingerprintLines(needle)
      : [needle.replace(/\s+/g, '')].filter(Boolean),
  );
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
