/** Lists the objects that files of manifests hold, also those within a List, each with its name and namespace. */
import type { Place, Remark } from '../model.ts';
import { readText } from '../read-text.ts';
import { Manifest, type Cursor } from './cursor.ts';
import { documentsOf, mostDocuments } from './documents.ts';

export interface ManifestObject {
  kind: string;
  name: string;
  /** Absent where the manifest leaves it to the command that applies it. */
  namespace?: string;
  root: Cursor;
  /** Where its name stands. */
  at: Place;
}

/** `Deployment users (chart/templates/users.yaml)`. */
export const titleOf = ({ kind, name, root }: ManifestObject): string => {
  const { template } = root.manifest;
  return template === undefined ? `${kind} ${name}` : `${kind} ${name} (${template})`;
};

/** Whether an object that another names may be this one: a namespace that is left open may be the same. */
export const sameNamespace = (a: { namespace?: string }, b: { namespace?: string }): boolean =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;

const inBooks = ({ kind, name, namespace }: ManifestObject): string => `${kind}/${namespace ?? ''}/${name}`;

/** An object that is there twice counts once: applying the files leaves the last one. */
export const objectsOf = (files: readonly string[], remarks: Remark[]): ManifestObject[] => {
  const objects = new Map<string, ManifestObject>();
  for (const object of files.flatMap((file) => inFile(file, remarks))) {
    const key = inBooks(object);
    const earlier = objects.get(key);
    if (earlier) {
      const says = `${object.kind} ${object.name} is there twice: the last one counts.`;
      remarks.push({ kind: 'duplicate', at: object.at, related: [earlier.at], name: object.name, says });
    }
    objects.set(key, object);
  }
  return [...objects.values()];
};

const inFile = (file: string, remarks: Remark[]): ManifestObject[] => {
  const text = readText(file, remarks);
  const { documents, complete } = documentsOf(text);
  const manifests = documents.map((document) => new Manifest(file, document, remarks));
  for (const manifest of manifests) tellProblems(manifest);
  if (!complete) {
    const says = `The file holds more than ${mostDocuments} documents: those after that many are not read.`;
    remarks.push({ kind: 'not read', at: { file, line: 1, column: 1 }, related: [], name: file, says });
  }
  const roots = manifests.map(({ root }) => root).filter(({ isMap }) => isMap);
  if (roots.length > 0 && roots.every(isNoObject)) {
    const at = roots[0]!.at;
    const says =
      'This is a values file: it holds no object of Kubernetes, and what its chart makes of it is not known. Render it with `helm template`.';
    remarks.push({ kind: 'values file', at, related: [], name: file, says });
    return [];
  }
  const found: ManifestObject[] = [];
  for (const root of roots) collect(root, found, 0);
  return found;
};

const isNoObject = (root: Cursor): boolean => !root.find('kind').exists && !root.find('apiVersion').exists;

const tellProblems = (manifest: Manifest): void => {
  const { file, problems, template } = manifest;
  for (const { line, column, says } of problems) {
    const where = template === undefined ? '' : ` (${template})`;
    const at = { file, line, column };
    manifest.remark({
      kind: 'not understood',
      at,
      name: template ?? file,
      says: `not understood at line ${line}${where}: ${says}.`,
    });
  }
};

/** Lists within lists: no tool writes more than one level. */
const deepestList = 3;

const collect = (root: Cursor, into: ManifestObject[], depth: number): void => {
  if (into.length >= mostDocuments) return;
  const kind = root.field('kind').string();
  if (kind === undefined) {
    root.manifest.misshapen(root, `not understood at line ${root.at.line}: an object without \`kind\`.`);
    return;
  }
  if (kind.endsWith('List') && root.find('items').isList) {
    if (depth < deepestList) for (const item of root.field('items').items()) collect(item, into, depth + 1);
    return;
  }
  if (kind === 'Kustomization') {
    const says = 'A kustomization is not read: give the output of `kubectl kustomize`.';
    root.manifest.remark({ kind: 'not read', at: root.at, name: kind, says });
    return;
  }
  const metadata = root.find('metadata');
  const name = metadata.find('name');
  const namespace = metadata.find('namespace').string();
  into.push({
    kind,
    name: name.string() ?? metadata.find('generateName').string() ?? '(without a name)',
    ...(namespace !== undefined && { namespace }),
    root,
    at: name.exists ? name.at : root.at,
  });
};
