/**
 * Defines the lines of a journal where they are read back: header, observations, footer. Strict: what a line holds
 * beyond it was written by another version. A change of a line raises `journalVersion`.
 */
import { z } from 'zod';
import {
  journalVersion,
  type JournalFooter,
  type JournalHeader,
  type JournalObservation,
} from '../model/journal.ts';
import { observation } from './observation-schema.ts';
import type { Same } from './same.ts';

const text = z.string();
const ms = z.number();
const cases = z.array(text);
const fault = { code: text, message: text };

const header = z.strictObject({
  type: z.literal('header'),
  schemaVersion: z.literal(journalVersion),
  suite: z.strictObject({ name: text, version: text, commit: text.nullable(), catalogueDigest: text }),
  page: z.strictObject({ repository: text, path: text, commit: text, digest: text }),
  target: z.strictObject({
    kind: z.enum(['reference', 'images', 'binaries', 'live']),
    release: text,
    runtime: z.enum(['processes', 'containers']),
    images: z.array(z.strictObject({ role: text, ref: text, digest: text.nullable() })),
    binaries: z.array(z.strictObject({ service: text, sha256: text })),
    releaseFile: text.nullable(),
  }),
  environment: z.strictObject({
    os: text,
    arch: text,
    node: text,
    docker: text.nullable(),
    postgres: text.nullable(),
  }),
  run: z.strictObject({
    id: text,
    started: text,
    command: text,
    filters: z.record(text, z.array(text)),
    shard: text.nullable(),
  }),
  selection: z.strictObject({ catalogue: z.number(), selected: cases, controlOnly: cases }),
});

const observed = z.strictObject({
  type: z.literal('observation'),
  reading: z.literal('calm').exactOptional(),
  start: text,
  cases,
  observation,
  attempts: z.array(z.strictObject(fault)),
  timings: z.strictObject({ start: ms, probe: ms, settle: ms, stop: ms }),
});

const footer = z.strictObject({
  type: z.literal('footer'),
  finished: text,
  ms,
  complete: z.boolean(),
  interrupted: text.nullable(),
  lost: z.array(z.strictObject({ ...fault, cases })),
});

export const journalLine = z.discriminatedUnion('type', [header, observed, footer]);

void [
  true satisfies Same<z.infer<typeof header>, JournalHeader>,
  true satisfies Same<z.infer<typeof observed>, JournalObservation>,
  true satisfies Same<z.infer<typeof footer>, JournalFooter>,
];
