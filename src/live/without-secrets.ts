/** Takes the secrets of the deployment file out of everything that was seen, before any of it is written. */
import { mapTexts } from '../probe/output/map-texts.ts';
import { redact } from '../probe/output/redact.ts';
import { searchFor } from '../probe/output/search.ts';
import { leastBytes, tracesOfKey, tracesOfText, type Traces } from '../probe/output/traces.ts';

/**
 * A text of fewer characters stands in many words by chance: what shows it cannot be told from what does not. The
 * deployment file may hold none.
 */
export const shortestSecret = 4;

export const tracesOf = (secrets: readonly string[]): Traces[] =>
  secrets.map((secret) =>
    secret.startsWith('-----BEGIN') ? tracesOfKey(secret) : tracesOfText(secret, ...asBytes(secret)),
  );

/** The bytes of a short text are looked for in no notation: those in which this suite and endpoints write bytes stand here. */
const asBytes = (secret: string): string[] => {
  const bytes = Buffer.from(secret);
  if (bytes.length >= leastBytes) return [];
  const hex = bytes.toString('hex');
  return [hex, hex.toUpperCase(), bytes.toString('base64').replace(/=+$/, '')];
};

/** The same value, with each text in it redacted. */
export const clean = <T>(value: T, traces: readonly Traces[]): T => {
  if (traces.length === 0) return value;
  const search = searchFor(traces);
  return mapTexts(value, (text) => redact(text, traces, search));
};
