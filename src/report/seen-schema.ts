/** Defines what report.json shows of a start: facts in words, ready to be read, each of them once. */
import { z } from 'zod';

const texts = z.array(z.string());
const parts = z.array(z.strictObject({ name: z.string(), seen: texts }));

export const seenStartSchema = z.strictObject({
  /** Key of the start as in the journal; `…/calm` is its second reading. Cases name it in `evidence`. */
  id: z.string(),
  reading: z.enum(['first', 'calm', 'rerun']),
  /** What is said of the whole start: what kept it from being set up, its certificates, its premise. */
  notes: texts,
  services: z.array(
    z.strictObject({
      name: z.string(),
      /** Boot, exit, addresses, secrets that it printed. */
      seen: texts,
      listeners: parts,
      output: z.strictObject({
        /** Bytes of output in all. */
        bytes: z.int(),
        /** Lines that report an error, redacted and without their time: the first five where the output is brief. A line that repeats is said once, with how often it came. */
        errors: texts,
        /**
         * The last lines that are no errors, likewise: of three where the output is brief, else of 40. It is brief
         * where every case of the start passed, is moot, or goes back to another case.
         */
        tail: texts,
      }),
    }),
  ),
  /** By name of the hop: its connections; equal ones are one line. */
  hops: parts,
  /** By service: PostgreSQL's view of its sessions. */
  sessions: parts,
  messages: texts,
  calls: texts,
});

export type SeenStart = z.infer<typeof seenStartSchema>;
export type SeenPart = SeenStart['hops'][number];
