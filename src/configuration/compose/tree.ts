/** The contents of a Compose file as a tree whose every part knows its place and all that it is made of. */
import { valueAt, type Definition, type Scope } from '../env/scope.ts';
import type { Missing, Place, Value } from '../model.ts';

/** Where a file is read from: with which variables, and relative to which folder. */
export interface Setting {
  scope: Scope;
  /** As the user named it. */
  folder: string;
}

export interface Scalar {
  kind: 'scalar';
  /** Absent where it cannot be known. A number or a truth value is written as Compose hands it to a container. */
  text: string | undefined;
  /** Whether it stands for nothing at all. */
  none: boolean;
  /** Whether it is a number that the file writes without quotes. */
  number: boolean;
  at: Place;
  from: readonly Place[];
  missing: readonly Missing[];
  uses: ReadonlySet<Definition>;
  /** Folder that a relative path in it starts at, and the variables of its project. */
  setting: Setting;
}

export interface Mapping {
  kind: 'mapping';
  at: Place;
  entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Place of the key; of the alias where an anchor brings it. */
  at: Place;
  value: Tree;
  /** What `!override` and `!reset` say to the same entry of earlier files. */
  instead?: 'override' | 'reset';
}

export interface Sequence {
  kind: 'sequence';
  at: Place;
  items: readonly Tree[];
}

export type Tree = Scalar | Mapping | Sequence;

export const emptyMapping = (at: Place): Mapping => ({ kind: 'mapping', at, entries: new Map() });

export const entryOf = (tree: Tree | undefined, key: string): Entry | undefined =>
  tree?.kind === 'mapping' ? tree.entries.get(key) : undefined;

export const childOf = (tree: Tree | undefined, ...keys: string[]): Tree | undefined =>
  keys.reduce<Tree | undefined>((part, key) => entryOf(part, key)?.value, tree);

/** The text of a scalar that says something. */
export const textOf = (tree: Tree | undefined): string | undefined =>
  tree?.kind === 'scalar' && !tree.none ? tree.text : undefined;

/** A single entry may stand without a list around it. */
export const listOf = (tree: Tree | undefined): readonly Tree[] => {
  if (tree?.kind === 'sequence') return tree.items;
  return tree && !isNone(tree) ? [tree] : [];
};

export const entriesOf = (tree: Tree | undefined): readonly [string, Entry][] =>
  tree?.kind === 'mapping' ? [...tree.entries] : [];

export const isNone = (tree: Tree): boolean => tree.kind === 'scalar' && tree.none;

/** Whether a text says yes: of a truth value, and of what stands for one in a variable. */
export const isTrue = (tree: Tree | undefined): boolean =>
  ['1', 't', 'true'].includes(textOf(tree)?.toLowerCase() ?? '');

/** The value of an entry that is set at a place. */
export const valueOf = (at: Place, scalar: Scalar): Value => valueAt(at, scalar);

/** Adds the variables of every text within to `uses`. */
export const collectUses = (tree: Tree | undefined, uses: Set<Definition>): void => {
  if (!tree) return;
  if (tree.kind === 'scalar') for (const one of tree.uses) uses.add(one);
  else if (tree.kind === 'sequence') for (const item of tree.items) collectUses(item, uses);
  else for (const { value } of tree.entries.values()) collectUses(value, uses);
};
