/** Takes the secrets of the deployment file out of everything that was seen, before any of it is written. */
import { mapTexts } from '../probe/output/map-texts.ts';
import { redact } from '../probe/output/redact.ts';
import { searchFor } from '../probe/output/search.ts';
import { tracesOfKey, tracesOfText, type Traces } from '../probe/output/traces.ts';

/** A text of fewer characters stands in many words by chance, and says nothing where it does. */
const fewest = 4;

export const tracesOf = (secrets: readonly string[]): Traces[] =>
  secrets
    .filter(({ length }) => length >= fewest)
    .map((secret) => (secret.startsWith('-----BEGIN') ? tracesOfKey(secret) : tracesOfText(secret)));

/** The same value, with each text in it redacted. */
export const clean = <T>(value: T, traces: readonly Traces[]): T => {
  if (traces.length === 0) return value;
  const search = searchFor(traces);
  return mapTexts(value, (text) => redact(text, traces, search));
};
