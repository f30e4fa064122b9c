/** Walks a manifest with the position of everything, and remarks on what has another shape than Kubernetes reads. */
import { isAlias, isMap, isScalar, isSeq, visit, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { Place, Remark } from '../model.ts';
import type { ManifestDocument } from './documents.ts';

/** One document that is being walked. */
export class Manifest {
  readonly root: Cursor;
  readonly file: string;
  readonly #document: ManifestDocument;
  readonly #remarks: Remark[];
  readonly #fields = new WeakMap<YAMLMap, ReadonlyMap<string, Cursor>>();
  readonly #told = new Set<unknown>();
  readonly #brokenLines: ReadonlySet<number>;
  #anchors: Map<string, Node[]> | undefined;

  constructor(file: string, document: ManifestDocument, remarks: Remark[]) {
    this.file = file;
    this.#document = document;
    this.#remarks = remarks;
    this.#brokenLines = new Set(document.problems.map(({ line }) => line));
    const start = { file, line: document.line, column: 1 };
    this.root = new Cursor(this, document.document?.contents ?? undefined, start, 'document');
  }

  get template(): string | undefined {
    return this.#document.template;
  }

  get problems(): ManifestDocument['problems'] {
    return this.#document.problems;
  }

  placeOf(node: Node): Place | undefined {
    return node.range ? { file: this.file, ...this.#document.positionOf(node.range[0]) } : undefined;
  }

  /** Says once of a node that it has a shape that Kubernetes refuses. */
  misshapen(cursor: Cursor, says: string, refused?: true): void {
    if (this.#told.has(cursor.node)) return;
    this.#told.add(cursor.node);
    // What the parser has said of the line already is why the shape is wrong.
    if (this.#brokenLines.has(cursor.at.line)) return;
    if (this.#brokenLines.size > 0 && cursor.node === this.root.node) return;
    this.remark({
      kind: 'not understood',
      at: cursor.at,
      name: cursor.name,
      says,
      ...(refused && { refused }),
    });
  }

  remark({ related = [], ...remark }: Omit<Remark, 'related'> & { related?: Place[] }): void {
    this.#remarks.push({ ...remark, related });
  }

  /** What an alias stands for: the last anchor of that name above it. */
  resolve(node: Node): Node | undefined {
    let resolved: Node | undefined = node;
    // An alias cannot stand for an alias, so one step is enough; a text that is broken may still have one.
    for (let step = 0; isAlias(resolved); step++) {
      const at: number = resolved.range?.[0] ?? 0;
      const named: Node[] = step > 8 ? [] : (this.#anchored().get(resolved.source) ?? []);
      resolved = named.findLast((one) => (one.range?.[0] ?? 0) < at);
    }
    return resolved;
  }

  #anchored(): Map<string, Node[]> {
    if (this.#anchors) return this.#anchors;
    const anchors = new Map<string, Node[]>();
    try {
      visit(this.#document.document!, {
        Node: (_, node) => {
          const { anchor } = node as { anchor?: string };
          const named = anchors.get(anchor ?? '');
          if (named) named.push(node);
          else if (anchor !== undefined) anchors.set(anchor, [node]);
        },
      });
    } catch (error) {
      // A document that nests too deeply to be walked through: its aliases have no anchors.
      if (!(error instanceof RangeError)) throw error;
    }
    return (this.#anchors = anchors);
  }

  /** Keys of a map, its `<<` merged in: a key that it has itself wins, then the first of those merged. */
  fieldsOf(map: YAMLMap, within: string): ReadonlyMap<string, Cursor> {
    const known = this.#fields.get(map);
    if (known) return known;
    const fields = new Map<string, Cursor>();
    // Set before it is filled, so that a map that merges itself ends.
    this.#fields.set(map, fields);
    const merged: Node[] = [];
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : undefined;
      if (name === '<<' && value) merged.push(value as Node);
      if (name === undefined || name === '<<') continue;
      const place = this.placeOf(key as Node)!;
      const earlier = fields.get(name);
      if (earlier) {
        const says = `\`${name}\` stands twice in ${within}: the last one counts.`;
        this.remark({ kind: 'duplicate', at: place, related: [earlier.key], name, says });
      }
      fields.set(name, new Cursor(this, (value as Node | null) ?? undefined, place, name));
    }
    for (const source of merged.flatMap((node) => this.#merged(node))) {
      for (const [name, cursor] of this.fieldsOf(source, within)) {
        if (!fields.has(name)) fields.set(name, cursor);
      }
    }
    return fields;
  }

  #merged(node: Node): YAMLMap[] {
    const resolved = this.resolve(node);
    if (isSeq(resolved)) {
      return resolved.items
        .map((item) => this.resolve(item as Node))
        .filter((item): item is YAMLMap => isMap(item));
    }
    return isMap(resolved) ? [resolved] : [];
  }
}

/** A place in a manifest that may hold something, or nothing. */
export class Cursor {
  readonly manifest: Manifest;
  /** Where its key stands; for an item of a list, where the item begins. */
  readonly key: Place;
  /** Key or, in a list, the name of the list. */
  readonly name: string;
  readonly #written: Node | undefined;
  readonly node: Node | undefined;

  constructor(manifest: Manifest, node: Node | undefined, key: Place, name: string) {
    this.manifest = manifest;
    this.key = key;
    this.name = name;
    this.#written = node;
    this.node = node && manifest.resolve(node);
    if (node && isAlias(node) && !this.node) manifest.misshapen(this, 'an alias has no anchor before it');
  }

  /** Where the value stands; where there is none, its key. */
  get at(): Place {
    return (this.#written && this.manifest.placeOf(this.#written)) ?? this.key;
  }

  /** Where the text stands, if an alias names it from elsewhere. */
  get anchor(): Place | undefined {
    return this.node && this.node !== this.#written ? this.manifest.placeOf(this.node) : undefined;
  }

  /** False for what is absent, and for what is null. */
  get exists(): boolean {
    return this.node !== undefined && !(isScalar(this.node) && this.node.value === null);
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  /** Empty where it is absent or no map; no map is remarked on. */
  fields(): ReadonlyMap<string, Cursor> {
    if (isMap(this.node)) return this.manifest.fieldsOf(this.node, `\`${this.name}\``);
    if (this.exists) this.#refuse('a map');
    return new Map();
  }

  field(name: string): Cursor {
    return this.fields().get(name) ?? new Cursor(this.manifest, undefined, this.key, name);
  }

  /** `spec.template.spec`, without a remark on what is no map: for looking whether something is there. */
  find(path: string): Cursor {
    let at: Cursor = new Cursor(this.manifest, this.#written, this.key, this.name);
    for (const name of path.split('.')) {
      if (!at.isMap) return new Cursor(this.manifest, undefined, this.key, name);
      at = at.field(name);
    }
    return at;
  }

  /** Empty where it is absent or no list; no list is remarked on. */
  items(): Cursor[] {
    if (isSeq(this.node)) {
      const { items } = this.node;
      return items.map((item) => {
        const node = item as Node;
        return new Cursor(this.manifest, node, this.manifest.placeOf(node) ?? this.key, this.name);
      });
    }
    if (this.exists) this.#refuse('a list');
    return [];
  }

  /** The text as it is written; absent where there is none, and where it is a list or map, which is remarked on. */
  text(): string | undefined {
    if (!this.exists) return undefined;
    if (isScalar(this.node)) return textOf(this.node);
    this.#refuse('a text');
    return undefined;
  }

  /** As `text`, for what must be a string: a number or a truth value is remarked on, and read all the same. */
  string(): string | undefined {
    const text = this.text();
    const kind = isScalar(this.node) ? typeOf(this.node) : undefined;
    if (kind) {
      const says = `${inWords(this)} is ${kind} and not a text, so Kubernetes refuses the object: put it in quotes.`;
      this.manifest.misshapen(this, says, true);
    }
    return text;
  }

  #refuse(expected: string): void {
    const found = isMap(this.node) ? 'a map' : isSeq(this.node) ? 'a list' : 'a single value';
    const says = `not understood at line ${this.at.line}: ${inWords(this)} is ${found}, and Kubernetes takes ${expected}.`;
    this.manifest.misshapen(this, says);
  }
}

const inWords = ({ name }: Cursor): string => `\`${name}\``;

const textOf = (scalar: Scalar): string =>
  typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));

/** Kubernetes reads YAML 1.1, in which more words are truth values than in 1.2. */
const typeOf = ({ type, source }: Scalar): string | undefined => {
  if (type !== 'PLAIN' || !source) return undefined;
  if (/^(?:true|false|yes|no|on|off|y|n)$/i.test(source)) return 'a truth value';
  return /^[-+]?(?:0x[\da-f_]+|0o?[0-7_]+|0b[01_]+|\d[\d_]*|(?:\d[\d_]*)?\.\d+(?:e[-+]?\d+)?|\d[\d_]*\.?(?:e[-+]?\d+)?)$/i.test(
    source,
  )
    ? 'a number'
    : undefined;
};
