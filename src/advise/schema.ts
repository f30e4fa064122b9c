/**
 * Says what `check-env` found out: statements about settings, and the transport of every hop that results. With what is
 * accepted of it and the exit code (`checked.ts`), it is the JSON output, and all other formats are rendered from it.
 */
import { z } from 'zod';

export const place = z.strictObject({
  file: z.string().describe('as the user named it'),
  line: z.int().min(1),
  column: z.int().min(1),
});

/** What is said of a setting. */
export const kinds = [
  'in effect',
  'never read',
  'reaches no container',
  'half a pair',
  'bad value',
  'ignored',
  'turns on client certificates',
  'asks for a client certificate that no caller has',
  'peer in plaintext',
  'peer demands TLS',
  'name mismatch',
  'not mounted',
  'source missing',
  'not PEM',
  'expired',
  'key does not match',
  'readable by all',
  'duplicate',
  'unresolved',
  'undefined variable',
  'the comment is the value',
  'ends with a line break',
  'no such service',
  'unknown product',
  'published in plaintext',
  'does not start',
  'no such peer',
  'not understood',
  'secret in clear',
  'not read',
] as const;

/** Ordered by what an operator must do first. */
export const severities = ['availability', 'weaker', 'note', 'good'] as const;

export const statementSchema = z.strictObject({
  kind: z.enum(kinds),
  severity: z
    .enum(severities)
    .describe(
      'availability: a service or hop fails; weaker: it works with less protection than the files ask for; note: worth knowing; good: in effect',
    ),
  /** Service of the release, as its file calls it. */
  service: z.string().optional(),
  /** Container of the files. */
  container: z.string().optional(),
  variable: z.string().optional(),
  at: place,
  related: z.array(z.strictObject({ at: place, says: z.string() })),
  says: z.string().describe('one or two sentences: what happens; holds no secret'),
  todo: z.string().optional().describe('what to do about it'),
  security: z.literal(false).optional().describe('false: concerns no security; shown with --all alone'),
  rule: z.string().optional().describe('rule of the catalogue that it touches'),
  promises: z.string().optional().describe('what the page promises there, in words of the suite'),
  shownBy: z
    .string()
    .optional()
    .describe('id of the case that shows it on the real release, or `read in the source` with file and tag'),
  fingerprint: z.string().describe('stays the same when lines move'),
});

export const transports = [
  'plaintext',
  'TLS',
  'TLS, client certificate demanded',
  'TLS, client certificate offered',
  'refused',
  'does not start',
  'not known',
] as const;

const hop = z.strictObject({
  from: z.string().describe('container that opens the connection; `*` for clients from outside'),
  fromService: z.string().optional(),
  to: z.string().describe('container or host at the other end'),
  toService: z.string().optional(),
  listener: z.string().describe('grpc, http, mqtt, coap, ws, postgres, nats, redis, spicedb'),
  port: z.int().optional(),
  transport: z.enum(transports),
  because: z.string().describe('one sentence'),
  at: z.array(place).describe('lines that decide it'),
  rule: z.string().optional(),
  promises: z.string().optional(),
  shownBy: z.string().optional(),
});

export const adviceSchema = z.strictObject({
  schemaVersion: z.literal(1),
  release: z.string(),
  files: z.array(z.strictObject({ path: z.string(), kind: z.string() })),
  recognised: z.strictObject({
    settings: z.int().describe('settings of the files that this release knows; none is never green'),
    services: z.array(z.string()),
  }),
  statements: z.array(statementSchema),
  hops: z.array(hop),
});

export type Advice = z.infer<typeof adviceSchema>;
export type Statement = z.infer<typeof statementSchema>;
export type HopAdvice = z.infer<typeof hop>;
export type Kind = (typeof kinds)[number];
export type Severity = (typeof severities)[number];
export type Transport = (typeof transports)[number];
