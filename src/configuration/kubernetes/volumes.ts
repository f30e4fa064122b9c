/** Works out what lies behind the mounted paths of a container of a pod. */
import { posix } from 'node:path';
import type { Mount, Place, Source, Value } from '../model.ts';
import type { Context } from './context.ts';
import type { Cursor } from './cursor.ts';
import { findHeld, nameOfMissing, type Held } from './held.ts';

/** A file of a volume, or something that cannot be looked into. */
type Part =
  | { path: string; value: Value; mode?: number }
  /** `of` is what is mounted: its files could have any name. */
  | { outside: string };

interface Volume {
  parts: Part[];
  mode?: number;
  at: Place;
}

/** Volumes of a pod by name. */
export const volumesOf = (
  spec: Cursor,
  claims: readonly Cursor[],
  namespace: { namespace?: string },
  context: Context,
): ReadonlyMap<string, Volume> => {
  const volumes = new Map<string, Volume>();
  for (const item of spec.field('volumes').items()) {
    const name = item.field('name').string();
    if (name !== undefined) volumes.set(name, volumeOf(item, name, namespace, context));
  }
  for (const claim of claims) {
    const name = claim.find('metadata.name').string();
    if (name === undefined) continue;
    volumes.set(name, { parts: [{ outside: `PersistentVolumeClaim ${name}` }], at: claim.at });
  }
  return volumes;
};

type Namespace = { namespace?: string };

const volumeOf = (item: Cursor, name: string, namespace: Namespace, context: Context): Volume => {
  const { at } = item;
  const secret = item.find('secret');
  if (secret.exists) {
    const object = secret.field('secretName');
    return {
      at,
      ...modeOf(secret, 'defaultMode'),
      parts: partsOf('Secret', object, secret, { namespace, context }),
    };
  }
  const config = item.find('configMap');
  if (config.exists) {
    const object = config.field('name');
    return {
      at,
      ...modeOf(config, 'defaultMode'),
      parts: partsOf('ConfigMap', object, config, { namespace, context }),
    };
  }
  const projected = item.find('projected');
  if (projected.exists) {
    const parts = projected
      .field('sources')
      .items()
      .flatMap((source) => projectedParts(source, namespace, context));
    return { at, ...modeOf(projected, 'defaultMode'), parts };
  }
  return { at, parts: [{ outside: elsewhere(item, name) }] };
};

/** What the cluster or the node holds; a path of the node is not a path of the machine that reads the manifest. */
const elsewhere = (item: Cursor, name: string): string => {
  const hostPath = item.find('hostPath').find('path').string();
  if (hostPath !== undefined) return `path ${hostPath} of the node`;
  const claim = item.find('persistentVolumeClaim').find('claimName').string();
  if (claim !== undefined) return `PersistentVolumeClaim ${claim}`;
  const kind = [...item.fields().keys()].find((field) => field !== 'name');
  return kind === undefined ? `volume ${name}` : `${kind} ${name}`;
};

const projectedParts = (source: Cursor, namespace: Namespace, context: Context): Part[] => {
  const within = { namespace, context };
  const secret = source.find('secret');
  if (secret.exists) return partsOf('Secret', secret.field('name'), secret, within);
  const config = source.find('configMap');
  if (config.exists) return partsOf('ConfigMap', config.field('name'), config, within);
  return [...source.fields().keys()].slice(0, 1).map((kind) => ({ outside: kind }));
};

const partsOf = (
  kind: Held['kind'],
  object: Cursor,
  source: Cursor,
  { namespace, context }: { namespace: Namespace; context: Context },
): Part[] => {
  const name = object.string();
  if (name === undefined) {
    source.manifest.misshapen(
      source,
      `not understood at line ${source.at.line}: it does not say which ${kind}.`,
    );
    return [];
  }
  const held = findHeld(context.held, kind, name, namespace);
  if (!held || held.madeBy !== undefined) return [{ outside: nameOfMissing(kind, name, held) }];
  const items = source.find('items');
  if (!items.exists) return [...held.keys.values()].map(({ key, value }) => ({ path: key, value }));
  return items.items().flatMap((item): Part[] => {
    const key = item.field('key').string() ?? '';
    const path = item.field('path').string();
    const found = held.keys.get(key);
    if (found && path !== undefined) {
      return [{ path: posix.normalize(path), value: found.value, ...modeOf(item, 'mode') }];
    }
    if (!found) {
      const says = `${kind} ${name} has no key \`${key}\`: the pod does not start.`;
      context.unresolved(item.at, `${kind} ${name}`, says, [held.at]);
    }
    return [];
  });
};

/** YAML 1.1 takes `0400` for octal, 1.2 wants `0o400`, and JSON writes 256. */
const modeOf = (cursor: Cursor, field: string): { mode?: number } => {
  const text = cursor.find(field).text();
  if (text === undefined) return {};
  const [, octal] = /^0o?([0-7]+)$/.exec(text) ?? [];
  if (octal !== undefined) return { mode: Number.parseInt(octal, 8) };
  return /^\d{1,4}$/.test(text) ? { mode: Number(text) } : {};
};

export const mountsOf = (
  container: Cursor,
  volumes: ReadonlyMap<string, Volume>,
  context: Context,
): Mount[] =>
  container
    .field('volumeMounts')
    .items()
    .flatMap((item) => {
      const name = item.field('name').string() ?? '';
      const path = item.field('mountPath').string();
      const volume = volumes.get(name);
      if (path === undefined) return [];
      if (!volume) {
        const says = `not understood at line ${item.at.line}: the pod has no volume \`${name}\`, so Kubernetes refuses the object.`;
        item.manifest.misshapen(item, says, true);
        return [];
      }
      return mounted(item, posix.resolve('/', path), volume, context);
    });

const mounted = (item: Cursor, target: string, volume: Volume, context: Context): Mount[] => {
  const { at } = item;
  const expression = item.find('subPathExpr').string();
  const subPath = expression ?? item.find('subPath').string() ?? '';
  const below = posix.normalize(subPath).replace(/^\.$|\/$/, '');
  const files: Exclude<Part, { outside: string }>[] = [];
  const mounts: Mount[] = [];
  for (const part of volume.parts) {
    if ('outside' in part) mounts.push({ target, at, source: { kind: 'outside', name: part.outside } });
    else files.push(part);
  }
  if (expression !== undefined)
    return [{ target, at, source: { kind: 'outside', name: `path ${expression}` } }];
  const shown = files.flatMap((file) => belowOf(file, below));
  if (shown.length === 0 && mounts.length === 0 && below !== '') {
    const says = `The volume holds nothing at \`${below}\`: an empty folder is mounted.`;
    context.unresolved(at, below, says, [volume.at]);
  }
  if (shown.length > 0 || mounts.length === 0) {
    const contents = new Map(shown.map(({ path, value }) => [path, value]));
    mounts.unshift({ target, at, source: { kind: 'contents', contents }, ...common(volume) });
  }
  // A file with other permissions is a separate mount: a mount has one mode.
  for (const { path, value, mode } of shown) {
    if (mode === undefined) continue;
    const source: Source = { kind: 'contents', contents: new Map([['', value]]) };
    const file = posix.join(target, path).replace(/\/$/, '');
    mounts.push({ target: file, at, source, mode });
  }
  return mounts;
};

const common = ({ mode }: Volume): { mode?: number } => (mode === undefined ? {} : { mode });

/** The file as it is seen where a part of the volume is mounted; nothing where it lies elsewhere. */
const belowOf = <File extends { path: string }>(file: File, below: string): File[] => {
  if (below === '') return [file];
  if (file.path === below) return [{ ...file, path: '' }];
  return file.path.startsWith(`${below}/`) ? [{ ...file, path: file.path.slice(below.length + 1) }] : [];
};
