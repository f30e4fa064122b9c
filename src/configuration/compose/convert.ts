/** Makes the tree of a YAML document: anchors and merge keys followed, variables replaced, tags understood. */
import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Scalar as YamlScalar } from 'yaml';
import { interpolate } from '../env/interpolate.ts';
import type { Definition } from '../env/scope.ts';
import { inSource } from '../env/text.ts';
import { UsageError } from '../../model/errors.ts';
import type { Place } from '../model.ts';
import { aliasTargets, type AliasTargets } from './alias-targets.ts';
import { plainScalar } from './plain-scalar.ts';
import type { Source } from './source.ts';
import type { Entry, Mapping, Scalar, Sequence, Tree } from './tree.ts';

/** Parts that aliases may repeat, and parts within each other, in one file: far beyond what a person writes. */
const most = { repeated: 100_000, depth: 200 };

/** Those of YAML, and those of Compose. */
const known = /^(!|!override|!reset|tag:yaml\.org,2002:.*)$/;

const none: ReadonlySet<Definition> = new Set();

/** @throws UsageError where aliases repeat each other without end */
export const treeOf = (document: Document, source: Source): Tree => {
  const reader = new Reader(source, aliasTargets(document));
  return reader.tree(document.contents, []);
};

class Reader {
  readonly #source: Source;
  readonly #targets: AliasTargets;
  /** Nodes that are being read, to see a circle. */
  readonly #open = new Set<Node>();
  #repeated = 0;
  #depth = 0;

  constructor(source: Source, targets: AliasTargets) {
    this.#source = source;
    this.#targets = targets;
  }

  /** @param aliases places of the aliases that lead there, from the outermost */
  tree(node: unknown, aliases: readonly Place[]): Tree {
    if (aliases.length) this.#count();
    if (isAlias(node)) {
      const target = this.#targets.get(node);
      if (!target) return this.#odd(node, 'an alias whose anchor is not above it');
      return this.#within(target, node, () => this.tree(target, [...aliases, this.#place(node)]));
    }
    if (isScalar(node)) return this.#scalar(node, aliases);
    if (!isMap(node) && !isSeq(node)) return this.#nothing(this.#at(node, aliases));
    this.#tag(node);
    return this.#within(node, node, () =>
      isMap(node)
        ? this.#mapping(node, aliases)
        : this.#sequence(node.items, this.#at(node, aliases), aliases),
    );
  }

  #sequence(items: readonly unknown[], at: Place, aliases: readonly Place[]): Sequence {
    const kept = items.filter((item) => this.#tagOf(item) !== '!reset');
    return { kind: 'sequence', at, items: kept.map((item) => this.tree(item, aliases)) };
  }

  #mapping(node: Node, aliases: readonly Place[]): Mapping {
    const entries = new Map<string, Entry>();
    const merged: Mapping[] = [];
    const first = new Map<string, Place>();
    for (const { key, value } of isMap(node) ? node.items : []) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.#odd(isAlias(key) || isMap(key) || isSeq(key) ? key : node, 'a key that is no text');
        continue;
      }
      const real = this.#place(key);
      this.#twice(key.value, real, first.get(key.value));
      first.set(key.value, real);
      if (key.value === '<<' && key.type === 'PLAIN') {
        merged.push(...this.#merged(value, aliases));
        continue;
      }
      const tag = this.#tagOf(value);
      const instead = tag === '!reset' ? 'reset' : tag === '!override' ? 'override' : undefined;
      const tree = this.#withKey(this.tree(value, aliases), real, aliases);
      const entry = { at: aliases[0] ?? real, value: tree };
      entries.set(key.value, instead ? { ...entry, instead } : entry);
    }
    for (const { entries: others } of merged) {
      for (const [name, entry] of others) if (!entries.has(name)) entries.set(name, entry);
    }
    return { kind: 'mapping', at: this.#at(node, aliases), entries };
  }

  /** What an anchor brings comes from the line of its key, which `from` names in place of that of its text. */
  #withKey(tree: Tree, key: Place, aliases: readonly Place[]): Tree {
    if (!aliases.length || tree.kind !== 'scalar') return tree;
    const [, ...inner] = aliases;
    const own = tree.from.slice(aliases.length);
    return { ...tree, from: [...inner, key, ...own] };
  }

  #merged(value: unknown, aliases: readonly Place[]): Mapping[] {
    const target = isAlias(value) ? this.#targets.get(value) : value;
    const items = isSeq(target) ? target.items : [value];
    const by = isSeq(target) && isAlias(value) ? [...aliases, this.#place(value)] : aliases;
    return items.flatMap((item) => {
      const tree = this.tree(item, by);
      if (tree.kind === 'mapping') return [tree];
      this.#odd(value as Node, 'a merge key that brings no mapping');
      return [];
    });
  }

  #scalar(node: YamlScalar, aliases: readonly Place[]): Scalar {
    this.#tag(node);
    const text = typeof node.value === 'string' ? node.value : '';
    const at = this.#at(node, aliases);
    const real = this.#place(node);
    const anchored = aliases.length ? [...aliases.slice(1), real] : [];
    if (!text.includes('$')) {
      const plain = node.type === 'PLAIN' && !node.tag ? plainScalar(text) : undefined;
      return { ...this.#scalarOf(at, text), from: anchored, ...plain };
    }
    const [start = 0, end = 0] = node.range ?? [];
    const offset = inSource(this.#source.text.slice(start, end), text);
    const { from, ...made } = interpolate(text, {
      lookUp: this.#source.setting.scope.lookUp,
      remarks: this.#source.project.remarks,
      place: (index, piece) => this.#source.placeOf(start + offset(index, piece)),
    });
    return { ...this.#scalarOf(at, ''), ...made, from: [...anchored, ...from] };
  }

  #scalarOf(at: Place, text: string): Scalar {
    const { setting } = this.#source;
    const parts = { from: [], missing: [], uses: none, none: false, number: false };
    return { kind: 'scalar', text, at, setting, ...parts };
  }

  #nothing(at: Place): Scalar {
    return { ...this.#scalarOf(at, ''), none: true };
  }

  #at(node: unknown, aliases: readonly Place[]): Place {
    return aliases[0] ?? this.#place(node);
  }

  #place(node: unknown): Place {
    const { range } = (node ?? {}) as Partial<Node>;
    return this.#source.placeOf(range?.[0] ?? 0);
  }

  #tagOf(value: unknown): string | undefined {
    const node = isAlias(value) ? this.#targets.get(value) : value;
    return (node as Node | null | undefined)?.tag;
  }

  /** Says it once for each tag: a file of another program has the same one everywhere. */
  #tag(node: Node): void {
    const { tag } = node;
    if (!tag || known.test(tag) || this.#source.project.tags.has(tag)) return;
    this.#source.project.tags.add(tag);
    const says = `The tag ${tag} is not known to Compose: what it stands at is read as if it had none.`;
    this.#source.project.remarks.add({ kind: 'not understood', at: this.#place(node), name: tag, says });
  }

  #twice(key: string, at: Place, earlier: Place | undefined): void {
    if (!earlier) return;
    const says = `The key ${key} stands twice in one mapping: Compose refuses this file. The later one is read.`;
    this.#source.project.remarks.add({
      kind: 'duplicate',
      at,
      related: [earlier],
      name: key,
      says,
      refused: true,
    });
  }

  #within<T>(opened: Node, node: Node, read: () => T): T | Scalar {
    if (this.#open.has(opened) && isAlias(node)) return this.#odd(node, 'an anchor that holds itself');
    if (this.#depth > most.depth) return this.#odd(node, 'collections within each other, too many');
    const again = this.#open.has(opened);
    this.#open.add(opened);
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
      if (!again) this.#open.delete(opened);
    }
  }

  /** It has no text that could be known. */
  #odd(node: Node, what: string): Scalar {
    const at = this.#place(node);
    this.#source.project.remarks.add({
      kind: 'not understood',
      at,
      name: at.file,
      says: `Compose refuses this file: there is ${what}.`,
      refused: true,
    });
    return { ...this.#scalarOf(at, ''), text: undefined };
  }

  #count(): void {
    this.#repeated += 1;
    if (this.#repeated <= most.repeated) return;
    throw new UsageError(
      `a Compose file at ${this.#source.file} whose aliases repeat at most ${most.repeated} parts`,
      'more, as anchors within anchors make them',
      'write them out, or leave the anchors out',
    );
  }
}
