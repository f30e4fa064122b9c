/** Reads what a service mounts: volumes in the short and the long notation, tmpfs, and volumes of the project behind them. */
import { posix } from 'node:path';
import type { Mount, Source } from '../model.ts';
import { absolutePathFrom } from './paths.ts';
import type { Project } from './source.ts';
import type { Setting } from './tree.ts';
import { childOf, listOf, textOf, type Mapping, type Tree } from './tree.ts';

/** The mounts of a service; of two with one target the later one counts, in the place of the first. */
export const volumesOf = (service: Mapping, name: string, root: Mapping, project: Project): Mount[] => {
  const mounts = new Map<string, Mount>();
  const put = (mount: Mount) => mounts.set(mount.target, mount);
  for (const item of listOf(childOf(service, 'tmpfs'))) {
    const target = textOf(item)?.split(':', 1)[0];
    if (target) put({ target: cleaned(target), source: { kind: 'outside', name: 'tmpfs' }, at: item.at });
  }
  for (const item of listOf(childOf(service, 'volumes'))) {
    const mount = item.kind === 'mapping' ? long(item, root, project) : short(item, root, project);
    if (mount) put(mount);
    else if (item.kind !== 'scalar' || item.text !== undefined) {
      const says = `A volume of ${name} is written in a way that Compose refuses.`;
      project.remarks.add({ kind: 'not understood', at: item.at, name, says, refused: true });
    }
  }
  return [...mounts.values()];
};

const short = (item: Tree, root: Mapping, project: Project): Mount | undefined => {
  if (item.kind !== 'scalar' || !item.text) return undefined;
  const { at, setting } = item;
  const parts = sectionsOf(item.text);
  if (parts.length > 3 || parts.includes('')) return undefined;
  const [source, target] = parts.length === 1 ? ['', parts[0]!] : [parts[0]!, parts[1]!];
  const path = cleaned(target);
  if (!source) return { target: path, source: { kind: 'outside', name: path }, at };
  const from = isPath(source) ? hostPath(setting, source, project) : namedVolume(source, root, project);
  return { target: path, source: from, at };
};

/** Divides at colons, and not at that of a Windows drive. */
const sectionsOf = (text: string): string[] => {
  if (text.length < 3) return [text];
  const parts: string[] = [];
  for (const part of text.split(':')) {
    const before = parts.at(-1);
    if (before !== undefined && /^[A-Za-z]$/.test(before)) parts[parts.length - 1] += `:${part}`;
    else parts.push(part);
  }
  return parts;
};

const isPath = (source: string): boolean => /^([./~]|\\\\|[A-Za-z]:)/.test(source);

const long = (item: Mapping, root: Mapping, project: Project): Mount | undefined => {
  const target = textOf(childOf(item, 'target'));
  const type = textOf(childOf(item, 'type'));
  const source = childOf(item, 'source');
  if (!target) return undefined;
  const mount = (from: Source): Mount => ({ target: cleaned(target), source: from, at: item.at });
  const named = textOf(source);
  if (type === 'bind') {
    if (source?.kind !== 'scalar' || !named) return undefined;
    return mount(hostPath(source.setting, named, project));
  }
  if (type === 'volume' && named) return mount(namedVolume(named, root, project));
  return mount({ kind: 'outside', name: named ?? type ?? target });
};

const hostPath = ({ folder }: Setting, path: string, { shell }: Project): Source => ({
  kind: 'host',
  path: absolutePathFrom(folder, path, shell),
});

/** A volume of the project may itself stand for a folder of the machine. */
const namedVolume = (name: string, root: Mapping, project: Project): Source => {
  const volume = childOf(root, 'volumes', name);
  const options = childOf(volume, 'driver_opts');
  const device = childOf(options, 'device');
  const path = textOf(device);
  const bound = textOf(childOf(options, 'o'))?.split(',').includes('bind');
  if (bound && path && device?.kind === 'scalar') return hostPath(device.setting, path, project);
  return { kind: 'outside', name: textOf(childOf(volume, 'name')) ?? name };
};

/** As a container sees it, without dots and without a slash at its end. */
export const cleaned = (target: string): string => {
  const path = posix.normalize(target);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
};
