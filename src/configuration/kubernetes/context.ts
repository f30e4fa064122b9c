/** Holds what the containers of all manifests share: objects to look up, remarks, and which key reaches which container. */
import type { Remark, Value } from '../model.ts';
import type { Held, HeldKey } from './held.ts';

export class Context {
  readonly held: readonly Held[];
  readonly remarks: Remark[];
  /** Variables that Kubernetes sets for the Services of the files, without values: addresses are given out in the cluster. */
  readonly #serviceVariables: ReadonlySet<string>;
  readonly #reaches = new Map<HeldKey, Set<string>>();
  readonly #brokenLines = new Map<HeldKey, Remark>();

  constructor(held: readonly Held[], services: readonly string[], remarks: Remark[]) {
    this.held = held;
    this.remarks = remarks;
    this.#serviceVariables = new Set(services.flatMap(variablesOfService));
  }

  isServiceVariable(name: string): boolean {
    // A Service that is not in the files has them as well, and these two endings are used for nothing else.
    return this.#serviceVariables.has(name) || /_SERVICE_(?:HOST|PORT)(?:_[A-Z0-9_]+)?$/.test(name);
  }

  /** Notes that a container has the value of a key in its environment. */
  reach(key: HeldKey, container: string, entry: Value['at']): void {
    this.#reaches.set(key, (this.#reaches.get(key) ?? new Set()).add(container));
    const told = this.#brokenLines.get(key);
    if (told) told.related.push(entry);
    else if (/^[^\r\n]+\r?\n$/.test(key.value.text ?? '')) this.#tellLineBreak(key, entry);
  }

  #tellLineBreak(key: HeldKey, entry: Value['at']): void {
    const says = `The value of \`${key.key}\` ends with a line break, as \`echo\` and \`|\` write it: a path or word with it is not what it looks like.`;
    const { at } = key.value;
    const remark: Remark = { kind: 'ends with a line break', at, related: [entry], name: key.key, says };
    this.#brokenLines.set(key, remark);
    this.remarks.push(remark);
  }

  reachedBy(key: HeldKey): string[] {
    return [...(this.#reaches.get(key) ?? [])];
  }

  unresolved(at: Remark['at'], name: string, says: string, related: Remark['related'] = []): void {
    this.remarks.push({ kind: 'unresolved', at, related, name, says });
  }
}

const variablesOfService = (service: string): string[] => {
  const prefix = service.toUpperCase().replaceAll('-', '_');
  return [`${prefix}_SERVICE_HOST`, `${prefix}_SERVICE_PORT`, `${prefix}_PORT`];
};
