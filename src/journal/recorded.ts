/**
 * Makes a journal small enough to be committed, so that every run of the tests judges it again.
 * What a verdict rests on is kept to the letter; what only helps a reader of a report is left out.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { UsageError } from '../model/errors.ts';
import type { JournalHeader, JournalLine, JournalObservation } from '../model/journal.ts';
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

export const recordedOf = (lines: readonly JournalLine[]): JournalLine[] => {
  const observations = lines
    .filter((line) => line.type === 'observation')
    .map((line) => ({ ...line, observation: observationOf(line.observation), timings: untimed }));
  return [
    ...lines.filter((line) => line.type === 'header').map(headerOf),
    ...alikeTogether(observations),
    ...lines.filter((line) => line.type === 'footer'),
  ];
};

/** What is alike but for its numbers is packed best beside each other. The readings of one start stay in their order. */
const alikeTogether = (lines: readonly JournalObservation[]): JournalObservation[] =>
  [...Map.groupBy(lines, ({ start }) => start).values()]
    .map((readings) => ({
      readings,
      look: JSON.stringify(readings[0]!.observation).replaceAll(/[0-9a-f]*\d[0-9a-f]*/g, ''),
    }))
    .toSorted((one, other) => (one.look < other.look ? -1 : Number(one.look > other.look)))
    .flatMap(({ readings }) => readings);

/** How long each part took says nothing of a product, and no two starts agree in it: nothing packs worse. */
const untimed = { start: 0, probe: 0, settle: 0, stop: 0 } as const;

/** What a recorded journal is called after the name of its release. */
export const recordEnding = '.ndjson.br';

/** Starts resemble each other from far away: Brotli's window holds them all, and halves what gzip makes of them. */
export const packRecorded = (lines: readonly JournalLine[]): Buffer => {
  const text = Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
  return brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
};

/** @throws UsageError when the bytes hold no journal. */
export const unpackRecorded = (bytes: Uint8Array, name: string): JournalLine[] =>
  readJournal(unzipped(bytes, name), name);

const unzipped = (bytes: Uint8Array, name: string): string => {
  try {
    return brotliDecompressSync(bytes).toString('utf8');
  } catch (cause) {
    throw new UsageError(
      `${name} to be a recorded journal, packed with Brotli`,
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
  boot: { ...service.boot, ms: 0 },
  ...(service.stopped && { stopped: { ...service.stopped, ms: 0 } }),
  output: {
    ...service.output,
    bytes: 0,
    tail: [],
    errors: service.output.errors
      .slice(0, keptErrors)
      .map((line) => withoutTime(withoutPaths(line)).slice(0, keptErrorChars)),
  },
  listeners: mapped(service.listeners, listenerOf),
});

const listenerOf = (listener: ListenerObservation): ListenerObservation => ({
  ...listener,
  ...(listener.plain && { plain: { ...listener.plain, bytes: listener.plain.bytes.slice(0, 32) } }),
});

/** The first bytes, as far as they are alike: behind them a ClientHello is random. */
const keptHex = 22;

const connectionOf = (connection: HopConnection): HopConnection => ({
  ...connection,
  at: 0,
  bytes: connection.bytes.slice(0, keptHex),
});

/** Folders of the run and of the machine. */
const withoutPaths = (line: string): string =>
  line.replaceAll(/\/[^\s"'\\:]*magistrala-conformance-[^\s"'\\:/]*/g, '<run>');

/** The time at which a service wrote a line of JSON. */
const withoutTime = (line: string): string => line.replace(/"time":"[^"]*",?/, '');

const mapped = <T, U>(record: Readonly<Record<string, T>>, one: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, one(value)]));
