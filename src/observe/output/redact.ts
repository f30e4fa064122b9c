/** What takes the place of anything that must not be stored. */
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
const base64Run = /[A-Za-z0-9+/=]{16,}/g;

/**
 * Takes PEM blocks and the given texts out, in every spelling in which they are looked for. `keyTexts`: pieces of
 * the base64 body of private keys, which may stand without a block around them.
 */
export function redact(text: string, needles: readonly string[], keyTexts: readonly string[]): string {
  let clean = text.replaceAll(pemBlock, redactedMark);
  // The longest first, so that no needle leaves the rest of a longer one behind.
  for (const needle of [...new Set(needles.flatMap(spellings))].sort((a, b) => b.length - a.length)) {
    clean = clean.replaceAll(needle, redactedMark);
  }
  if (keyTexts.length === 0) return clean;
  return clean.replaceAll(base64Run, (run) =>
    keyTexts.some((key) => run.includes(key) || (run.length >= 20 && key.includes(run))) ? redactedMark : run,
  );
}

/** A text as it stands, as a JSON string holds it, and as a URL holds it. Never empty. */
export function spellings(text: string): string[] {
  const forms = [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)];
  return [...new Set(forms)].filter((form) => form.length > 0);
}
