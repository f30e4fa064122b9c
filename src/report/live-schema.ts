/** Defines what report.json says of a live target beyond its cases: endpoints, certificates, sessions, and what stays unseen. */
import { z } from 'zod';

const days = z.int();

const answer = z.strictObject({
  answer: z.string().describe('refused, closed, silent, bad-request, redirect, answered'),
  detail: z.string().nullable(),
});

/** What a client written in Go makes of a chain. */
const trust = z.strictObject({
  go: z.enum(['accepted', 'refused', 'not judged']).describe('as crypto/tls and crypto/x509 of Go judge it'),
  reasons: z.array(z.string()),
  node: z.string().nullable().describe('what Node says of the same chain, where it says anything else'),
});

const certificate = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()).describe('subject alternative names, at most 20'),
  nameCount: z.int(),
  validFrom: z.string(),
  validUntil: z.string(),
  daysLeft: days,
  fingerprint: z.string(),
  presented: z.int().describe('certificates presented, the leaf included'),
  soonest: z
    .strictObject({ subject: z.string(), validUntil: z.string(), daysLeft: days })
    .describe('of all that were presented, the one that ends first'),
});

const tls = z.strictObject({
  handshake: z.boolean(),
  version: z.string().nullable(),
  suite: z.string().nullable().describe('cipher suite that the listener chose, by its name at IANA'),
  alpn: z.string().nullable(),
  error: z.string().nullable().describe('alert by name, or the code of what failed'),
  byPeer: z.boolean().nullable(),
  answer: z.string().nullable(),
  detail: z.string().nullable(),
});

export const liveStates = [
  'TLS',
  'TLS, client certificate demanded',
  'plaintext',
  'TLS and plaintext',
  'another protocol',
  'silent',
  'no answer of its protocol',
  'not reached',
] as const;

const tried = z.strictObject({
  url: z.string(),
  host: z.string(),
  ip: z.string().nullable(),
  port: z.int(),
  reached: z.boolean(),
  state: z.enum(liveStates),
  failed: z
    .strictObject({ step: z.enum(['name', 'TCP', 'TLS', 'protocol']), detail: z.string() })
    .nullable()
    .describe('the step that failed'),
  plain: answer.nullable(),
  http2: answer.nullable().describe('HTTP/2 with prior knowledge in plaintext'),
  tls: tls.nullable().describe('without a client certificate'),
  withCertificate: tls.nullable().describe('with the client certificate of the file'),
  versions: z.record(z.string(), z.string()).describe('by offered version of TLS: what became of it'),
  ciphers: z
    .record(z.string(), z.string())
    .describe('by offered kind of weak cipher suites: what became of it; `ecdhe` is the offer beside them'),
  otherProtocol: z.string().nullable(),
  trust: trust.nullable(),
  certificate: certificate.nullable(),
});

const endpoint = z.strictObject({
  name: z.string(),
  service: z.string(),
  listener: z.string(),
  protocol: z.string(),
  claim: z.string(),
  /** State of all addresses that were tried; the worst of them where they differ. */
  state: z.enum(liveStates),
  addresses: z.array(tried),
  /** Addresses of the names that were not tried. */
  untried: z.int(),
  differs: z.boolean().describe('its addresses do not answer alike'),
  connections: z.int(),
});

const session = z.strictObject({
  role: z.string(),
  application: z.string().nullable(),
  from: z.string().nullable().describe('address that PostgreSQL sees: a pooler in between shows its own'),
  tls: z.boolean().nullable().describe('null: the account may not see it'),
  version: z.string().nullable(),
  clientCertificate: z.string().nullable(),
});

const database = z.strictObject({
  service: z.string(),
  address: z.string(),
  account: z.string(),
  role: z.string(),
  claim: z.string(),
  sees: z.enum(['all sessions', 'its own sessions', 'nothing']),
  failed: z.string().nullable(),
  sessions: z.array(session).describe('at most 100'),
  sessionCount: z.int(),
});

const message = z.strictObject({
  endpoint: z.string(),
  attempt: z.enum(['right-secret', 'wrong-secret']),
  outcome: z.enum(['accepted', 'refused', 'hung', 'unreachable']),
  detail: z.string(),
});

const hop = z.strictObject({
  from: z.string(),
  to: z.string(),
  listener: z.string(),
  configured: z.string().nullable().describe('as check-env says of the files; null: not in the files'),
  because: z.string().nullable(),
  observed: z.string().nullable().describe('null: not seen'),
  seenBy: z.string().nullable(),
  agrees: z.boolean().nullable(),
});

const capturedGroup = z.strictObject({
  hop: z.string().nullable().describe('connection of the deployment file, `users→auth`; null: none of it'),
  from: z.string(),
  to: z.string(),
  connections: z.int(),
  openings: z.record(z.string(), z.int()),
  tlsVersions: z.record(z.string(), z.int()),
  postgres: z.record(z.string(), z.int()),
  serverNames: z.array(z.string()),
  credentials: z.int().describe('connections whose plaintext holds a password or a token'),
  refused: z
    .strictObject({ tls: z.int(), plaintext: z.int() })
    .optional()
    .describe('connections that the server did not take as they opened; absent: none'),
});

const capture = z.strictObject({
  file: z.string(),
  packets: z.int(),
  connections: z.int(),
  first: z.string().nullable(),
  last: z.string().nullable(),
  notes: z.array(z.string()),
  groups: z
    .array(capturedGroup)
    .describe(
      'those of the deployment file first, callers beyond 8 of each in one (*); of the others at most 200',
    ),
  groupCount: z.int(),
});

export const liveSchema = z.strictObject({
  deployment: z.string().describe('the deployment file, as the user named it'),
  expiresWithinDays: days,
  oldVersions: z.boolean().describe('versions of TLS below 1.2 and weak cipher suites were offered'),
  endpoints: z.array(endpoint),
  databases: z.array(database),
  messages: z.array(message),
  hops: z.array(hop),
  capture: capture.nullable(),
  unseen: z
    .array(z.strictObject({ part: z.string(), says: z.string() }))
    .describe('parts of the page that a look from outside does not see'),
  notes: z.array(z.string()),
});

export type Live = z.infer<typeof liveSchema>;
export type SeenEndpoint = Live['endpoints'][number];
export type SeenAddress = SeenEndpoint['addresses'][number];
export type SeenDatabase = Live['databases'][number];
export type SeenCapture = NonNullable<Live['capture']>;
export type SeenMessage = Live['messages'][number];
export type LiveState = (typeof liveStates)[number];
