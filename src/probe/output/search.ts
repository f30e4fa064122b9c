/** Looks for secrets in what a program printed, in whatever notation it printed them. */
import { firstPlaces } from './needles.ts';
import { bytesOf, notations, originOf, readAs, type NotationName } from './notations.ts';
import { piecesOf, showsAnyPiece } from './pieces.ts';
import type { Traces } from './traces.ts';

export interface Search {
  /** Which secrets stand in the text: number among those given → index of the character where the first trace begins. */
  places: (text: string) => ReadonlyMap<number, number>;
  /** Whether a line shows any piece of one of them. Thorough, for what will be kept. */
  showsPiece: (line: string) => boolean;
}

const names = Object.keys(notations) as NotationName[];

export const searchFor = (secrets: readonly Traces[]): Search => {
  const walks = names.map((name) => {
    const needles = secrets.flatMap((traces, owner) =>
      piecesOf(name, traces).map((text) => ({ text, owner })),
    );
    return { notation: notations[name], walk: firstPlaces(needles) };
  });
  const places = (text: string): ReadonlyMap<number, number> => {
    const found = new Map<number, number>();
    const bytes = bytesOf(text);
    for (const { notation, walk } of walks) {
      for (const [owner, at] of walk(readAs(notation, bytes))) {
        const place = characterAt(bytes, originOf(notation, bytes, at));
        found.set(owner, Math.min(place, found.get(owner) ?? Infinity));
      }
    }
    return found;
  };
  let pieces: ReturnType<typeof showsAnyPiece> | undefined;
  return {
    places,
    showsPiece: (line) => {
      pieces ??= showsAnyPiece(secrets);
      return pieces(line) || places(line).size > 0;
    },
  };
};

/** From an index among the bytes to one among the characters. */
const characterAt = (bytes: string, at: number): number =>
  Buffer.from(bytes.slice(0, at), 'latin1').toString('utf8').length;
