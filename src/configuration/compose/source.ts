/** What is known while the files of a project are read: the file at hand, its variables, and all that was read before. */
import type { Remarks } from '../env/remarks.ts';
import type { Scope } from '../env/scope.ts';
import type { PlaceOf } from '../env/text.ts';
import type { Configuration } from '../model.ts';
import type { Mapping, Setting } from './tree.ts';

/** What all files of a project share. */
export interface Project {
  remarks: Remarks;
  files: Configuration['files'];
  /** Each with the scopes of its .env files; those of an `include` come behind. */
  scopes: Scope[];
  /** Tags that were remarked on. */
  tags: Set<string>;
  /** Files that services extend, by their variables, path and folder. */
  extended: Map<Scope, Map<string, readonly Mapping[]>>;
  /** Counts what is loaded, to end a project that includes itself in many ways. */
  loaded: number;
  /** As the files name the project; Compose gives it to references as `COMPOSE_PROJECT_NAME`. */
  name?: string;
  shell: ReadonlyMap<string, string>;
}

/** One file that is made a tree. */
export interface Source {
  file: string;
  text: string;
  placeOf: PlaceOf;
  setting: Setting;
  project: Project;
}

export const rememberFile = ({ files }: Project, path: string, kind: 'compose' | 'env'): void => {
  if (!files.some((one) => one.path === path)) files.push({ path, kind });
};
