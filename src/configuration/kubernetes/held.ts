/** Says what ConfigMaps and Secrets of the files hold, and which objects are known to be made elsewhere. */
import type { Missing, Place, Remark, Value } from '../model.ts';
import { isSecretInClear } from '../redact.ts';
import type { Cursor } from './cursor.ts';
import { sameNamespace, type ManifestObject } from './objects.ts';

export interface HeldKey {
  key: string;
  value: Value;
  /** Data that is no text is given to a process by no means but a file. */
  binary: boolean;
}

export interface Held {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  namespace?: string;
  at: Place;
  keys: ReadonlyMap<string, HeldKey>;
  /** An object that makes it in the cluster, such as a SealedSecret: what it holds is not in the files. */
  madeBy?: string;
}

export const heldIn = (objects: readonly ManifestObject[], remarks: Remark[]): Held[] =>
  objects.flatMap((object): Held[] => {
    const { kind, namespace, root, at } = object;
    const within = namespace === undefined ? {} : { namespace };
    if (kind === 'ConfigMap' || kind === 'Secret') {
      const keys = kind === 'Secret' ? secretKeys(root, remarks) : configKeys(object, remarks);
      return [{ kind, name: object.name, ...within, at, keys }];
    }
    const maker = makers[kind];
    if (!maker) return [];
    const name = maker.map((path) => root.find(path).text()).find((text) => text !== undefined);
    return [{ kind: 'Secret', name: name ?? object.name, ...within, at, keys: new Map(), madeBy: kind }];
  });

/** Kinds that make a Secret in the cluster → where they name it, if it is not named as they are. */
const makers: Record<string, string[]> = {
  SealedSecret: ['spec.template.metadata.name'],
  ExternalSecret: ['spec.target.name'],
  VaultStaticSecret: ['spec.destination.name'],
  VaultDynamicSecret: ['spec.destination.name'],
  // cert-manager writes tls.crt, tls.key and ca.crt into it.
  Certificate: ['spec.secretName'],
};

const configKeys = ({ name, root }: ManifestObject, remarks: Remark[]): ReadonlyMap<string, HeldKey> => {
  const data = texts(root.find('data'));
  for (const [key, { value }] of data) {
    if (!isSecretInClear(key, value.text ?? '')) continue;
    const says = `ConfigMap ${name} holds the value of \`${key}\` in clear: keep it in a Secret.`;
    remarks.push({ kind: 'secret in clear', at: value.at, related: [], name: key, says });
  }
  const binary = [...root.find('binaryData').fields()].flatMap(([key, cursor]) => decoded(key, cursor));
  return new Map([...data, ...binary]);
};

/** What `stringData` sets wins over `data`. */
const secretKeys = (root: Cursor, remarks: Remark[]): ReadonlyMap<string, HeldKey> => {
  const data = [...root.find('data').fields()].flatMap(([key, cursor]) => decoded(key, cursor));
  const strings = texts(root.find('stringData'));
  const keys = new Map(data);
  for (const [key, held] of strings) {
    const earlier = keys.get(key);
    if (earlier) {
      const says = `\`${key}\` stands in \`data\` and in \`stringData\`: \`stringData\` counts.`;
      const related = [earlier.value.at];
      remarks.push({ kind: 'duplicate', at: held.value.at, related, name: key, says });
    }
    keys.set(key, held);
  }
  return keys;
};

const texts = (data: Cursor): [string, HeldKey][] =>
  [...data.fields()].flatMap(([key, cursor]): [string, HeldKey][] => {
    const text = cursor.exists ? cursor.string() : '';
    return text === undefined ? [] : [[key, { key, value: valueAt(cursor, text), binary: false }]];
  });

const decoded = (key: string, cursor: Cursor): [string, HeldKey][] => {
  const written = cursor.exists ? cursor.string() : '';
  if (written === undefined) return [];
  const base64 = written.replaceAll(/\s/g, '');
  if (!/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(base64)) {
    const says = `not understood at line ${cursor.at.line}: \`${key}\` is not base64, so Kubernetes refuses the object; plain text belongs into \`stringData\`.`;
    cursor.manifest.misshapen(cursor, says, true);
    const missing: Missing[] = [{ name: key, at: cursor.key, kind: 'outside' }];
    return [[key, { key, value: { at: cursor.key, from: [], missing }, binary: true }]];
  }
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const binary = !Buffer.from(text, 'utf8').equals(bytes);
  return [[key, { key, value: valueAt(cursor, text), binary }]];
};

const valueAt = (cursor: Cursor, text: string): Value => {
  const { anchor } = cursor;
  return { text, at: cursor.key, from: anchor ? [anchor] : [], missing: [] };
};

/** What a pod names: by kind and name, within its own namespace. */
export const findHeld = (
  held: readonly Held[],
  kind: Held['kind'],
  name: string,
  namespace: { namespace?: string },
): Held | undefined => {
  const named = held.filter((one) => one.kind === kind && one.name === name && sameNamespace(one, namespace));
  return named.find((one) => one.namespace === namespace.namespace) ?? named[0];
};

/** `Secret users-tls`, or what is known of it: `Secret users-tls, made by SealedSecret`. */
export const nameOfMissing = (kind: Held['kind'], name: string, held?: Held): string =>
  held?.madeBy === undefined ? `${kind} ${name}` : `${kind} ${name}, made by ${held.madeBy}`;
