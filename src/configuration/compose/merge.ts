/** Merges a tree with one that comes after it, as Compose merges files: maps by key, lists appended, some in their own way. */
import { duplicate, type Earlier } from '../env/parse.ts';
import type { Remarks } from '../env/remarks.ts';
import { isNone, type Entry, type Mapping, type Scalar, type Sequence, type Tree } from './tree.ts';

type Way = (left: Tree, right: Tree, path: readonly string[], remarks: Remarks) => Tree;

/** @param path keys from the top of the file to both */
export const merge: Way = (left, right, path, remarks) => {
  const way = wayAt(path);
  if (way) return way(left, right, path, remarks);
  if (isNone(right)) return left;
  if (isNone(left) || (left.kind === 'scalar' && right.kind === 'scalar')) return right;
  if (left.kind === 'mapping' && right.kind === 'mapping') {
    return mergeMappings(left, right, path, remarks);
  }
  if (left.kind === 'sequence' && right.kind === 'sequence') return append(left, right);
  remarks.add({
    kind: 'not understood',
    at: right.at,
    related: [left.at],
    name: path.join('.'),
    says: `Compose refuses these files: ${path.join('.')} is written in two forms that cannot be merged.`,
    refused: true,
  });
  return right;
};

/** `!override` puts an entry in place of the earlier one, `!reset` takes the earlier one away. */
export const mergeMappings = (
  left: Mapping,
  right: Mapping,
  path: readonly string[],
  remarks: Remarks,
): Mapping => {
  const entries = new Map(left.entries);
  for (const [key, entry] of right.entries) {
    const earlier = entries.get(key);
    const merged =
      earlier && earlier.instead !== 'reset' && !entry.instead
        ? mergeEntries(earlier, entry, [...path, key], remarks)
        : entry;
    entries.set(key, merged);
  }
  return { ...right, entries };
};

const mergeEntries = (earlier: Entry, later: Entry, path: readonly string[], remarks: Remarks): Entry => {
  const value = merge(earlier.value, later.value, path, remarks);
  return { at: value === earlier.value ? earlier.at : later.at, value };
};

/** Takes away what `!reset` and `!override` say: that holds for the files before, and for nothing after. */
export const settled = (tree: Tree): Tree => {
  if (tree.kind === 'scalar') return tree;
  if (tree.kind === 'sequence') return { ...tree, items: tree.items.map(settled) };
  const entries = new Map<string, Entry>();
  for (const [key, { at, value, instead }] of tree.entries) {
    if (instead !== 'reset') entries.set(key, { at, value: settled(value) });
  }
  return { ...tree, entries };
};

const append = (left: Sequence, right: Sequence): Sequence => ({
  ...right,
  items: [...left.items, ...right.items],
});

const replace: Way = (_, right) => right;

/** Lists of `NAME=VALUE` and mappings are one thing, and become a mapping; a bare name replaces a value as well. */
const asVariables: Way = (left, right, _, remarks) => {
  const later = variablesOf(right, remarks);
  const entries = new Map([...variablesOf(left, remarks).entries, ...later.entries]);
  return { ...later, entries };
};

/** A list of names is a mapping without values. */
const asNames: Way = (left, right, path, remarks) =>
  mergeMappings(namesOf(left), namesOf(right), path, remarks);

/** A single entry is a list of one. */
const asList: Way = (left, right) => append(sequenceOf(left), sequenceOf(right));

const below = (paths: readonly string[], way: Way): [string, Way][] =>
  paths.map((path) => [`services.*.${path}`, way]);

const ways = new Map<string, Way>([
  ...below(['environment', 'labels', 'annotations', 'sysctls', 'deploy.labels'], asVariables),
  ...below(['networks', 'depends_on', 'models'], asNames),
  ...below(['dns', 'dns_opt', 'dns_search', 'env_file', 'label_file', 'tmpfs', 'extra_hosts'], asList),
  ...below(['command', 'entrypoint', 'healthcheck.test', 'build'], replace),
  ['networks.*.labels', asVariables],
  ['volumes.*.labels', asVariables],
]);

const wayAt = ([section, name, ...rest]: readonly string[]): Way | undefined =>
  name !== undefined && rest.length ? ways.get([section, '*', ...rest].join('.')) : undefined;

/** A list with `NAME=VALUE` and bare names as a mapping. */
export const variablesOf = (tree: Tree, remarks: Remarks): Mapping => {
  if (tree.kind === 'mapping') return tree;
  const entries = new Map<string, Entry>();
  const earlier: Earlier = new Map();
  for (const item of sequenceOf(tree).items) {
    if (item.kind !== 'scalar' || item.text === undefined) continue;
    const sign = item.text.indexOf('=');
    const name = sign < 0 ? item.text : item.text.slice(0, sign);
    const value: Scalar =
      sign < 0 ? { ...item, text: '', none: true } : { ...item, text: item.text.slice(sign + 1) };
    duplicate(name, { at: item.at, text: value.none ? undefined : value.text }, earlier, remarks);
    entries.set(name, { at: item.at, value: { ...value, number: false } });
  }
  return { kind: 'mapping', at: tree.at, entries };
};

export const namesOf = (tree: Tree): Mapping => {
  if (tree.kind === 'mapping') return tree;
  const entries = new Map<string, Entry>();
  for (const item of sequenceOf(tree).items) {
    if (item.kind !== 'scalar' || item.text === undefined) continue;
    entries.set(item.text, { at: item.at, value: { ...item, text: '', none: true } });
  }
  return { kind: 'mapping', at: tree.at, entries };
};

const sequenceOf = (tree: Tree): Sequence => {
  if (tree.kind === 'sequence') return tree;
  return { kind: 'sequence', at: tree.at, items: isNone(tree) ? [] : [tree] };
};
