/** Works out the environment of a container of a pod, in the order in which the kubelet does. */
import { isSecretInClear } from '../redact.ts';
import type { Missing, Place, Value } from '../model.ts';
import type { Context } from './context.ts';
import type { Cursor } from './cursor.ts';
import { expand } from './expand.ts';
import { findHeld, nameOfMissing, type Held, type HeldKey } from './held.ts';

/** The pod of a container, as far as its environment depends on it. */
export interface PodFacts {
  namespace?: string;
  /** `metadata.labels['app']` and the like, where the manifest says it. */
  fieldAt: (path: string) => string | undefined;
}

export interface Environment {
  variables: Map<string, Value>;
  unknownSources: Missing[];
}

export const environmentOf = (
  container: Cursor,
  name: string,
  pod: PodFacts,
  context: Context,
): Environment => {
  const reading = new Reading(name, pod, context);
  for (const source of container.field('envFrom').items()) reading.source(source);
  const entries = container
    .field('env')
    .items()
    .flatMap((item) => reading.named(item));
  entries.forEach((entry, index) => reading.entry(entry, entries.slice(index + 1)));
  return reading.environment;
};

interface Entry {
  item: Cursor;
  name: string;
  at: Place;
}

class Reading {
  readonly environment: Environment = { variables: new Map(), unknownSources: [] };
  readonly #container: string;
  readonly #pod: PodFacts;
  readonly #context: Context;
  /** Places of entries of `env` by name: what `envFrom` sets may be set again, what `env` sets may not. */
  readonly #set = new Map<string, Place>();

  constructor(container: string, pod: PodFacts, context: Context) {
    this.#container = container;
    this.#pod = pod;
    this.#context = context;
  }

  /** An item of `envFrom`: all keys of an object. */
  source(item: Cursor): void {
    onlyFields(item, ['prefix', 'configMapRef', 'secretRef'], 'envFrom');
    const prefix = item.find('prefix').string() ?? '';
    for (const [field, kind] of references) {
      const ref = item.find(field);
      if (!ref.exists) continue;
      const name = ref.field('name').string();
      if (name === undefined) continue;
      const { at } = ref.field('name');
      const held = findHeld(this.#context.held, kind, name, this.#pod);
      if (!held || held.madeBy !== undefined) this.#unknownSource(kind, name, at, held);
      else this.#allOf(held, prefix, at);
    }
  }

  #unknownSource(kind: Held['kind'], object: string, at: Place, held: Held | undefined): void {
    const name = nameOfMissing(kind, object, held);
    this.environment.unknownSources.push({ name, at, kind: 'outside' });
    const says = `${this.#container} takes all variables of ${name}, and what that holds is not in the files.`;
    this.#context.unresolved(at, `${kind} ${object}`, says, held ? [held.at] : []);
  }

  #allOf(held: Held, prefix: string, at: Place): void {
    for (const key of held.keys.values()) {
      const name = prefix + key.key;
      if (!/^[-._A-Za-z][-._A-Za-z\d]*$/.test(name) || (key.binary && held.kind === 'ConfigMap')) continue;
      const earlier = this.environment.variables.get(name);
      if (earlier) {
        const says = `${this.#container} takes \`${name}\` from two sources: the last one counts.`;
        const related = [...earlier.from, earlier.at].slice(0, 1);
        this.#context.remarks.push({ kind: 'duplicate', at: key.value.at, related, name, says });
      }
      this.#context.reach(key, this.#container, at);
      this.environment.variables.set(name, valueOf(key, at));
    }
  }

  /** An item of `env`, where it has a name. */
  named(item: Cursor): Entry[] {
    onlyFields(item, ['name', 'value', 'valueFrom'], 'env');
    if (!item.isMap) return [];
    const name = item.field('name').string();
    if (name !== undefined && name !== '') return [{ item, name, at: item.field('name').at }];
    item.manifest.misshapen(
      item,
      `not understood at line ${item.at.line}: an entry of \`env\` without a \`name\`.`,
    );
    return [];
  }

  /** @param later entries below it, which it cannot see */
  entry({ item, name, at }: Entry, later: readonly Entry[]): void {
    const value = this.#valueOf(item, at, later);
    const earlier = this.#set.get(name);
    if (earlier) {
      const same = value?.text === this.environment.variables.get(name)?.text;
      const says = `${this.#container} has \`${name}\` twice, with ${same ? 'the same value' : 'different values'}: the last one counts.`;
      this.#context.remarks.push({ kind: 'duplicate', at, related: [earlier], name, says });
    }
    this.#set.set(name, at);
    if (!value) return;
    this.environment.variables.set(name, value);
    const written = item.find('value');
    if (written.exists && value.text !== undefined && isSecretInClear(name, value.text)) {
      const says = `The manifest holds the value of \`${name}\` in clear: take it from a Secret.`;
      const related = written.at.line === at.line ? [] : [written.at];
      this.#context.remarks.push({ kind: 'secret in clear', at, related, name, says });
    }
  }

  #valueOf(item: Cursor, at: Place, later: readonly Entry[]): Value | undefined {
    const written = item.field('value');
    const text = written.string() ?? '';
    const from = item.field('valueFrom');
    if (text !== '' && from.exists) {
      from.manifest.misshapen(
        from,
        `not understood at line ${from.at.line}: \`value\` and \`valueFrom\` stand side by side, so Kubernetes refuses the object.`,
        true,
      );
    }
    if (text === '' && from.exists) return this.#taken(from, at);
    const anchor = written.anchor;
    return this.#expanded(text, { text, at, from: anchor ? [anchor] : [], missing: [] }, written.at, later);
  }

  #expanded(text: string, value: Value, place: Place, later: readonly Entry[]): Value {
    const { variables, unknownSources } = this.environment;
    const known = (name: string): Value | undefined => {
      const found = variables.get(name);
      if (found) return found;
      if (this.#context.isServiceVariable(name)) return unknownValue(place, [name], place);
      // It may be among the variables of an object that is not in the files.
      const [source] = unknownSources;
      return source && !later.some((entry) => entry.name === name)
        ? unknownValue(place, [`${name}, from ${source.name}`], source.at)
        : undefined;
    };
    const {
      text: expanded,
      used,
      unknown,
    } = expand(text, (name) => {
      const found = known(name);
      return found && (found.text ?? '');
    });
    for (const name of unknown) this.#tellUnknown(name, place, later);
    this.#tellForeign(text, place);
    const parts = used.map((name) => known(name)!);
    const set = used.flatMap((name) => variables.get(name) ?? []);
    const { text: _, ...rest } = value;
    return {
      ...rest,
      ...(parts.every((part) => part.text !== undefined) && { text: expanded }),
      from: [...value.from, ...set.flatMap((part) => [part.at, ...part.from])],
      missing: parts.flatMap((part) => part.missing),
    };
  }

  #tellUnknown(name: string, place: Place, later: readonly Entry[]): void {
    const below = later.filter((entry) => entry.name === name).map(({ at }) => at);
    const why = below.length
      ? 'is set below it, and Kubernetes sees what stands above alone'
      : 'is set by nothing above it';
    const says = `\`$(${name})\` stays as it is written: ${name} ${why}.`;
    this.#context.unresolved(place, name, says, below);
  }

  #tellForeign(text: string, place: Place): void {
    for (const [, name = ''] of text.matchAll(/\$\{([A-Za-z_]\w*)/g)) {
      const says = `\`\${${name}}\` stays as it is written: Kubernetes puts values in place of \`$(${name})\` alone.`;
      this.#context.unresolved(place, name, says);
    }
  }

  /** @returns undefined where the variable is not set at all */
  #taken(from: Cursor, at: Place): Value | undefined {
    for (const [field, kind] of keyReferences) {
      const ref = from.field(field);
      if (ref.exists) return this.#keyOf(ref, kind, at);
    }
    const path = from.find('fieldRef').find('fieldPath').string();
    if (path !== undefined) {
      const text = this.#pod.fieldAt(path);
      return text === undefined ? unknownValue(at, [path], at) : { text, at, from: [], missing: [] };
    }
    const resource = from.find('resourceFieldRef').find('resource').string();
    if (resource !== undefined) return unknownValue(at, [resource], at);
    if (!from.isMap) from.fields();
    else {
      from.manifest.misshapen(
        from,
        `not understood at line ${from.at.line}: \`valueFrom\` names no source that is known here.`,
      );
    }
    return unknownValue(at, ['valueFrom'], from.at);
  }

  #keyOf(ref: Cursor, kind: Held['kind'], at: Place): Value | undefined {
    const name = ref.field('name').string() ?? '';
    const key = ref.field('key').string() ?? '';
    const held = findHeld(this.#context.held, kind, name, this.#pod);
    const missing = `${nameOfMissing(kind, name, held)}, key ${key}`;
    if (!held || held.madeBy !== undefined) {
      return { ...unknownValue(at, [missing], ref.at), from: held ? [held.at] : [] };
    }
    const found = held.keys.get(key);
    if (found && !(found.binary && kind === 'ConfigMap')) {
      this.#context.reach(found, this.#container, at);
      return valueOf(found, at);
    }
    if (isTrue(ref.field('optional'))) return undefined;
    const says = `${kind} ${name} has no key \`${key}\`: the container does not start.`;
    this.#context.unresolved(ref.at, `${kind} ${name}`, says, [held.at]);
    return { ...unknownValue(at, [missing], ref.at), from: [held.at] };
  }
}

const references = [
  ['configMapRef', 'ConfigMap'],
  ['secretRef', 'Secret'],
] as const;

const keyReferences = [
  ['secretKeyRef', 'Secret'],
  ['configMapKeyRef', 'ConfigMap'],
] as const;

export const isTrue = (cursor: Cursor): boolean => /^(?:true|yes|on|y)$/i.test(cursor.text() ?? '');

const unknownValue = (at: Place, names: string[], place: Place): Value => ({
  at,
  from: [],
  missing: names.map((name) => ({ name, at: place, kind: 'outside' })),
});

const valueOf = ({ value }: HeldKey, at: Place): Value => ({
  ...value,
  at,
  from: [value.at, ...value.from],
});

/** A field that Kubernetes does not know has no effect, and is most often a slip of the pen. */
const onlyFields = (item: Cursor, known: readonly string[], list: string): void => {
  for (const [name, cursor] of item.fields()) {
    if (known.includes(name)) continue;
    const says = `not understood at line ${cursor.key.line}: an entry of \`${list}\` has no field of this name.`;
    item.manifest.remark({ kind: 'not understood', at: cursor.key, name: list, says });
  }
};
