/** Reads a file of a deployment as text, and says the line and column of each offset in it. */
import { UsageError } from '../../model/errors.ts';
import { readUserFile } from '../../system/read-user-file.ts';
import type { Place } from '../model.ts';
import type { Remarks } from './remarks.ts';

const MiB = 1024 * 1024;

/** Far more than a person or a template writes; what is larger is refused before it fills the memory. */
export const sizes = { env: 10 * MiB, compose: 4 * MiB } as const;

/**
 * @param what was expected there, with its article: `an .env file`
 * @param most bytes
 * @throws UsageError also where the file is binary, or in an encoding that Compose does not read
 */
export const readText = (path: string, what: string, most: number = sizes.env): string => {
  const text = readUserFile(path, what, 'name a file that is there and can be read', most);
  if (!text.includes('\0')) return text;
  throw new UsageError(
    `${what} at ${path}, as text in UTF-8`,
    'bytes that are zero, as in a binary file or in UTF-16',
    'save the file as UTF-8',
  );
};

/** The first character that is not UTF-8, of a file in another encoding that has no zero bytes. */
export const remarkEncoding = (file: string, text: string, placeOf: PlaceOf, remarks: Remarks): void => {
  const bad = text.indexOf('\ufffd');
  if (bad < 0) return;
  remarks.add({
    kind: 'not understood',
    at: placeOf(bad),
    name: file,
    says: 'The file is not UTF-8: what holds such characters is not read as it was written.',
  });
};

export type PlaceOf = (offset: number) => Place;

export const placesIn = (file: string, text: string): PlaceOf => {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    starts.push(end + 1);
  }
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - starts[low]! + 1 };
  };
};

/** Beyond it the place of a part is that of the whole: to look for parts in much text takes long. */
const mostSearched = 20_000;

/**
 * Finds parts of a text in the source that it was made of by removing quotes, escapes and indentation.
 *
 * @returns the offset in `source` of the `piece` that stands at `index` of `text`
 */
export const inSource = (source: string, text: string): ((index: number, piece: string) => number) => {
  let direct: number | undefined;
  return (index, piece) => {
    if (text.length > mostSearched) return 0;
    direct ??= source.indexOf(text);
    if (direct >= 0) return direct + index;
    // The same number of equal pieces stands before it on both sides.
    let found = -1;
    for (let at = text.indexOf(piece); at >= 0 && at <= index; at = text.indexOf(piece, at + 1)) {
      found = source.indexOf(piece, found + 1);
      if (found < 0) return 0;
    }
    return Math.max(found, 0);
  };
};
