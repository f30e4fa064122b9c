/**
 * Makes a journal small enough to be committed, so that every run of the tests judges it again.
 * What a verdict rests on is kept to the letter; what only helps a reader of a report is left out.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { UsageError } from '../model/errors.ts';
import type { JournalHeader, JournalLine } from '../model/journal.ts';
import type {
  HopConnection,
  ListenerObservation,
  Observation,
  ServiceObservation,
} from '../model/observation.ts';
import { readJournal } from './read.ts';

/** The first three error lines say what a service complained of; more only repeats it. */
const keptErrors = 3;
const keptErrorChars = 240;

export const recordedOf = (lines: readonly JournalLine[]): JournalLine[] =>
  lines.map((line) => {
    switch (line.type) {
      case 'header':
        return headerOf(line);
      case 'observation':
        return { ...line, observation: observationOf(line.observation) };
      case 'footer':
        return line;
    }
  });

export const packRecorded = (lines: readonly JournalLine[]): Buffer =>
  gzipSync(lines.map((line) => JSON.stringify(line)).join('\n'), { level: 9 });

/** @throws UsageError when the bytes hold no journal. */
export const unpackRecorded = (bytes: Uint8Array, name: string): JournalLine[] =>
  readJournal(unzipped(bytes, name), name);

const unzipped = (bytes: Uint8Array, name: string): string => {
  try {
    return gunzipSync(bytes).toString('utf8');
  } catch (cause) {
    throw new UsageError(
      `${name} to be a recorded journal, packed with gzip`,
      cause instanceof Error ? cause.message : String(cause),
      'record the release anew: `run` writes a journal, and `record` packs it',
      { cause },
    );
  }
};

/** The command and the commit are of the machine that recorded. */
const headerOf = (header: JournalHeader): JournalHeader => ({
  ...header,
  suite: { ...header.suite, commit: null },
  run: { ...header.run, command: '' },
});

const observationOf = (o: Observation): Observation => ({
  ...o,
  services: mapped(o.services, serviceOf),
  hops: mapped(o.hops, ({ connections }) => ({ connections: connections.map(connectionOf) })),
});

const serviceOf = (service: ServiceObservation): ServiceObservation => ({
  ...service,
  output: {
    ...service.output,
    tail: [],
    errors: service.output.errors
      .slice(0, keptErrors)
      .map((line) => withoutPaths(line).slice(0, keptErrorChars)),
  },
  listeners: mapped(service.listeners, listenerOf),
});

const listenerOf = (listener: ListenerObservation): ListenerObservation => ({
  ...listener,
  ...(listener.plain && { plain: { ...listener.plain, bytes: listener.plain.bytes.slice(0, 32) } }),
});

const connectionOf = (connection: HopConnection): HopConnection => ({
  ...connection,
  bytes: connection.bytes.slice(0, 32),
});

/** Folders of the run and of the machine. */
const withoutPaths = (line: string): string =>
  line.replaceAll(/\/[^\s"'\\:]*magistrala-conformance-[^\s"'\\:/]*/g, '<run>');

const mapped = <T, U>(record: Readonly<Record<string, T>>, one: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, one(value)]));
