/** What is looked for of a secret in each notation: pieces of it, since a text may be wrapped, cut or interspersed. */
import { bytesOf, notations, readAs, replaced, type NotationName } from './notations.ts';
import { leastBytes, type Traces } from './traces.ts';

/** Bytes of a piece: no chance match, and within a line of a dump or of a wrapped text. */
const pieceBytes = 12;
/** Bytes from one piece to the next; of long secrets a piece for every line of base64. */
const strideOf = (length: number): number => (length <= 64 ? 4 : 28);
/** Digits of a piece of a number, and from one to the next. */
const pieceDigits = 24;
const strideDigits = 12;

/** By secret and notation: each is looked for several times in a start. */
const known = new WeakMap<Traces, Map<NotationName, readonly string[]>>();

/** As they stand in a text that was read by the notation. */
export const piecesOf = (name: NotationName, traces: Traces): readonly string[] => {
  const made = known.get(traces) ?? new Map<NotationName, readonly string[]>();
  known.set(traces, made);
  const pieces = made.get(name) ?? piecesIn(name, traces);
  made.set(name, pieces);
  return pieces;
};

const piecesIn = (name: NotationName, { texts, bytes, numbers }: Traces): string[] => {
  const notation = notations[name];
  const pieces = bytes.flatMap((one) => cut(one, pieceBytes, strideOf(one.length)));
  if (name !== 'escaped') return pieces.flatMap(notation.write);
  const said = texts.flatMap((text) => [text, text.replaceAll(' ', '+')]);
  // Bytes of a key as they are, or what a decoder of text left of them; a word counts as a whole only.
  const raw = texts.length ? [] : pieces.flatMap((piece) => [...notation.write(piece), ...legible(piece)]);
  return [
    ...said.map((text) => readAs(notation, bytesOf(text))),
    ...raw,
    ...numbers.flatMap((number) => cut(number, pieceDigits, strideDigits)),
  ];
};

/** The whole of what is short. */
const cut = <T extends { length: number; slice: (from: number, to: number) => T }>(
  whole: T,
  size: number,
  stride: number,
): T[] => {
  const pieces: T[] = [];
  for (let from = 0; from + size < whole.length; from += stride) pieces.push(whole.slice(from, from + size));
  return [...pieces, whole.slice(Math.max(0, whole.length - size), whole.length)];
};

/** What is left of bytes where a decoder put a sign for each that is no text, if that is still enough. */
const legible = (bytes: Buffer): string[] => {
  const text = bytesOf(bytes.toString('utf8'));
  return text.includes(replaced) && text.replaceAll(replaced, '').length >= leastBytes ? [text] : [];
};

/** Characters, or numbers of a list, of which any such piece of a secret is too much to be kept. */
const least = { escaped: leastBytes, hex: 2 * leastBytes, base64: 8, decimal: leastBytes } as const;
const leastDigits = 16;

/** Whether a line shows any piece of one of the secrets, however short, in any notation. */
export const showsAnyPiece = (secrets: readonly Traces[]): ((line: string) => boolean) => {
  const keys = secrets.filter(({ texts }) => texts.length === 0);
  const written = (name: NotationName, of: readonly Traces[]): string[] =>
    of.flatMap(({ bytes }) => bytes.flatMap(notations[name].write));
  const lists = written('decimal', secrets).map((list) => list.split(' '));
  const known = {
    escaped: windows(written('escaped', keys), least.escaped),
    hex: windows(written('hex', secrets), least.hex),
    base64: windows(written('base64', secrets), least.base64),
    decimal: new Set(
      lists.flatMap((list) => [...windowsOf(list, least.decimal)].map((part) => part.join(' '))),
    ),
    digits: windows(
      secrets.flatMap(({ numbers }) => numbers),
      leastDigits,
    ),
  };
  return (line) => {
    const bytes = bytesOf(line);
    const shows = (name: 'escaped' | 'hex' | 'base64'): boolean =>
      windowsOf(readAs(notations[name], bytes), least[name]).some((piece) => known[name].has(piece));
    const listed: string[] = readAs(notations.decimal, bytes).match(/\d+/g) ?? [];
    return (
      shows('escaped') ||
      shows('hex') ||
      shows('base64') ||
      windowsOf(bytes, leastDigits).some((piece) => known.digits.has(piece)) ||
      windowsOf(listed, least.decimal).some((part) => known.decimal.has(part.join(' ')))
    );
  };
};

const windows = (wholes: readonly string[], size: number): Set<string> =>
  new Set(wholes.flatMap((whole) => [...windowsOf(whole, size)]));

function* windowsOf<T extends { length: number; slice: (from: number, to: number) => T }>(
  whole: T,
  size: number,
): Generator<T> {
  for (let from = 0; from + size <= whole.length; from++) yield whole.slice(from, from + size);
}
