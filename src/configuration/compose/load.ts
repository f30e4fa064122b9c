/** Loads one Compose file: every YAML document in it as a tree. */
import { isMap, parseAllDocuments, type Document } from 'yaml';
import { placesIn, readText, remarkEncoding, sizes } from '../env/text.ts';
import { UsageError } from '../../model/errors.ts';
import { treeOf } from './convert.ts';
import { rememberFile, type Project, type Source } from './source.ts';
import { isNone, type Mapping, type Setting } from './tree.ts';

/** Files that include each other in many ways would be read without end. */
const mostFiles = 1000;

const what = 'a Compose file';

/** @throws UsageError where it cannot be read, or is no YAML */
export const loadFile = (path: string, setting: Setting, project: Project): Mapping[] => {
  const text = readText(path, what, sizes.compose);
  rememberFile(project, path, 'compose');
  project.loaded += 1;
  if (project.loaded > mostFiles) {
    const found = 'more, as files include each other';
    throw new UsageError(`at most ${mostFiles} Compose files`, found, 'include each file once');
  }
  const placeOf = placesIn(path, text);
  remarkEncoding(path, text, placeOf, project.remarks);
  return treesOf({ file: path, text, placeOf, setting, project });
};

const todo = 'name a Compose file, or make it valid YAML';

const treesOf = (source: Source): Mapping[] => {
  const wanted = `${what} at ${source.file}`;
  try {
    return documentsOf(source).flatMap((document) => {
      const name: unknown = isMap(document.contents) ? document.contents.get('name') : undefined;
      if (typeof name === 'string' && !name.includes('$')) source.project.name ??= name;
      const tree = treeOf(document, source);
      if (tree.kind === 'mapping') return [tree];
      if (isNone(tree)) return [];
      throw new UsageError(wanted, 'YAML that is no mapping', todo);
    });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const found = 'collections within each other, too many to be read';
    throw new UsageError(wanted, found, todo, { cause });
  }
};

const documentsOf = ({ file, text, placeOf }: Source): Document[] => {
  const documents = parseAllDocuments(text, {
    // Each scalar stays as it is written: Compose has other rules than YAML for numbers and truth values.
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [error] = documents.flatMap(({ errors }) => errors);
  if (!error) return documents;
  // The message of the parser may hold text of the file.
  const code = error.code.toLowerCase().replaceAll('_', ' ');
  const found = `in line ${placeOf(error.pos[0]).line} something that is not YAML (${code})`;
  throw new UsageError(`${what} at ${file}`, found, todo);
};
