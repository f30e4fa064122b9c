/** Holds a SARIF log against the schema of the standard. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';

/** Shipped by Microsoft's SDK; it differs from that of OASIS in remarks and in fields that are not written here. */
const file = createRequire(import.meta.url).resolve(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
// Draft 4: its `id` is no keyword of later drafts, and all others that it uses mean the same there.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const uriCharacters = /^[\w.~:/?#[\]@!$&'()*+,;=%-]*$/;
const validate = new Ajv({
  strict: false,
  allErrors: true,
  // One of its patterns has a bracket too many, which only the older syntax lets pass.
  unicodeRegExp: false,
  formats: {
    uri: (text: string) => uriCharacters.test(text) && URL.canParse(text),
    'uri-reference': (text: string) => uriCharacters.test(text) && URL.canParse(text, 'https://example.org/'),
    'date-time': (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text),
  },
}).compile(schema);

/** What is wrong with it, in words. */
export const sarifProblems = (log: unknown): string[] =>
  validate(log)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
