/** Writes a baseline of what is found, in which the reasons are left to a person. Pure. */
import { halfAYearAfter, quoted } from '../../judge/written-entries.ts';
import type { Statement } from '../schema.ts';

/**
 * One entry a statement, by its fingerprint: it accepts nothing that comes later. No entry passes as it stands, because a
 * reason has to be written.
 * @param today as YYYY-MM-DD; entries are proposed for half a year
 */
export const writeBaseline = (release: string, statements: readonly Statement[], today: string): string => {
  const once = [...new Map(statements.map((one) => [one.fingerprint, one])).values()];
  const head = `# Accepted findings of check-env with ${oneLine(release)}. Each entry needs a reason, in words of your own.`;
  if (once.length === 0) return `${head}\naccepted: []\n`;
  return `${head}\naccepted:\n${once.map((one) => entry(one, today)).join('\n')}\n`;
};

const entry = (
  { kind, variable, container, service, at, says, fingerprint }: Statement,
  today: string,
): string =>
  [
    comment([kind, variable, container ?? service, `${at.file}:${at.line}`].filter(Boolean).join(', ')),
    comment(says),
    `  - fingerprint: ${quoted(fingerprint)}`,
    `    reason: '' # why this is known and accepted for now`,
    `    expires: ${halfAYearAfter(today)}`,
  ].join('\n');

const comment = (text: string): string => {
  const flat = oneLine(text);
  return `  # ${flat.length > 200 ? `${flat.slice(0, 199)}…` : flat}`;
};

const oneLine = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
