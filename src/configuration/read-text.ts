/** Reads a file of a deployment as text: bounded, and with a remark where it is not UTF-8. */
import { UsageError } from '../model/errors.ts';
import { readUserFile } from '../system/read-user-file.ts';
import { placesIn } from './env/text.ts';
import type { Remark } from './model.ts';

/** Bytes: a chart of two hundred services renders to a fifth of it. */
const most = 10 * 1024 * 1024;

const what = 'a file of a deployment';
const todo = 'give a Compose file, Kubernetes manifests, an .env file or the output of `env`';

/**
 * @param nulSeparated whether zero bytes may stand in it, as `env -0` writes them
 * @throws UsageError where it cannot be read, is too large, or is no text
 */
export const textOfFile = (path: string, nulSeparated = false): string => {
  const text = readUserFile(path, what, todo, most);
  const zeros = text.includes('\0');
  if (text.startsWith('\ufffd\ufffd') && zeros) {
    throw new UsageError(`${what} at ${path}, in UTF-8`, 'UTF-16', 'write it in UTF-8');
  }
  if (zeros && !nulSeparated) throw new UsageError(`${what} at ${path}`, 'binary data', todo);
  return text;
};

/** As `textOfFile`; characters that are not UTF-8 are remarked on, and read as the replacement character. */
export const readText = (path: string, remarks: Remark[]): string => {
  const text = textOfFile(path);
  const bad = text.indexOf('\ufffd');
  if (bad >= 0) {
    const says =
      'The file is not UTF-8 from here on: what holds such characters is not read as it was written.';
    remarks.push({
      kind: 'not understood',
      at: placesIn(path, text)(bad),
      related: [],
      name: path,
      says,
    });
  }
  return text;
};
