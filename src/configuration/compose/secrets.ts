/** Reads the secrets and configs that a service mounts: from a file, a variable, a text of the file, or from elsewhere. */
import { valueAt, type Scope } from '../env/scope.ts';
import type { Mount, Place, Source, Value } from '../model.ts';
import { absolutePathFrom } from './paths.ts';
import type { Project } from './source.ts';
import { cleaned } from './volumes.ts';
import { childOf, entryOf, isTrue, listOf, textOf, valueOf, type Mapping, type Tree } from './tree.ts';

/** Where Compose mounts them unless the file says where. */
const sections = [
  { section: 'secrets', folder: '/run/secrets/' },
  { section: 'configs', folder: '/' },
] as const;

export const secretsOf = (service: Mapping, name: string, root: Mapping, project: Project): Mount[] =>
  sections.flatMap(({ section, folder }) => {
    const mounts = new Map<string, Mount>();
    for (const item of listOf(childOf(service, section))) {
      const key = textOf(item.kind === 'mapping' ? childOf(item, 'source') : item);
      if (key === undefined) continue;
      const target = textOf(childOf(item, 'target')) ?? key;
      const path = cleaned(target.startsWith('/') ? target : folder + target);
      const source = sourceOf(childOf(root, section, key), project);
      if (source) mounts.set(path, { target: path, source, at: item.at, ...modeOf(item, source) });
      else {
        const says = `Compose refuses these files: ${name} mounts ${key}, which ${section} does not say the contents of.`;
        project.remarks.add({ kind: 'unresolved', at: item.at, name: key, says, refused: true });
      }
    }
    return [...mounts.values()];
  });

const sourceOf = (defined: Tree | undefined, project: Project): Source | undefined => {
  if (defined?.kind !== 'mapping') return undefined;
  const external = childOf(defined, 'external');
  const file = childOf(defined, 'file');
  const content = entryOf(defined, 'content');
  const variable = entryOf(defined, 'environment');
  if (isTrue(external) || external?.kind === 'mapping') {
    const name = textOf(childOf(defined, 'name')) ?? textOf(childOf(external, 'name'));
    return { kind: 'outside', name: name ?? 'external' };
  }
  if (file?.kind === 'scalar' && file.text === undefined) return { kind: 'outside', name: 'file' };
  if (file?.kind === 'scalar' && file.text) {
    const path = absolutePathFrom(file.setting.folder, file.text, project.shell);
    return { kind: 'host', path };
  }
  if (content?.value.kind === 'scalar') return held(valueOf(content.at, content.value));
  if (variable?.value.kind !== 'scalar' || variable.value.none) return undefined;
  const { text: name, setting } = variable.value;
  return name === undefined ? undefined : held(valueOfVariable(name, variable.at, setting.scope, project));
};

const held = (value: Value): Source => ({ kind: 'contents', contents: new Map([['', value]]) });

const valueOfVariable = (name: string, at: Place, { lookUp }: Scope, { remarks }: Project): Value => {
  const found = lookUp(name);
  if (found) return valueAt(at, found);
  const says = `Neither the shell nor an .env file sets ${name}, whose value is to be mounted: Compose refuses to start.`;
  remarks.add({ kind: 'unresolved', at, name, says, refused: true });
  return { at, from: [], missing: [{ name, at, kind: 'outside' }] };
};

/** Of contents alone: what is a file of the machine keeps the permissions that it has there. */
const modeOf = (item: Tree, source: Source): { mode?: number } => {
  const mode = childOf(item, 'mode');
  if (source.kind !== 'contents' || mode?.kind !== 'scalar' || !mode.text) return {};
  const bits = Number.parseInt(mode.text, mode.number ? 10 : 8);
  return Number.isNaN(bits) ? {} : { mode: bits };
};
