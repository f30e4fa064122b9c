/** Says what a program finds behind the value of a certificate, key or CA setting. */
import type { Container, Place } from '../configuration/model.ts';
import type { Setting } from './matching.ts';
import type { Kind } from './schema.ts';
import type { World } from './world.ts';

export type Material =
  | { state: 'text'; text: string; mode?: number; at: Place[] }
  /** Cannot be looked at here, and is taken as right. `to be made`: not even its folder is on this machine. */
  | { state: 'assumed'; why: 'outside' | 'to be made'; name: string; at: Place[] }
  /** `source missing`: Docker makes a folder in its place. `PEM`: a text where this release takes a path alone. */
  | {
      state: 'absent';
      why: 'not mounted' | 'not there' | 'source missing' | 'PEM' | 'no path';
      name: string;
      at: Place[];
    }
  | { state: 'directory'; at: Place[] };

export const materialOf = (
  { text, at }: Extract<Setting, { state: 'set' }>,
  container: Container,
  world: World,
  pem: boolean,
): Material => {
  if (isPem(text))
    return pem
      ? { state: 'text', text, at: [at] }
      : { state: 'absent', why: 'PEM', name: 'a text in PEM form', at: [at] };
  if (isNoPath(text)) return { state: 'absent', why: 'no path', name: 'a value that is no path', at: [at] };
  if (container.everyService) return { state: 'assumed', why: 'outside', name: text, at: [at] };
  const found = world.lookUp(container, text);
  const lines = [at, ...('at' in found && found.at ? [found.at] : [])];
  switch (found.is) {
    case 'file':
      return {
        state: 'text',
        text: found.text,
        ...(found.mode !== undefined && { mode: found.mode }),
        at: lines,
      };
    case 'folder':
      return { state: 'directory', at: lines };
    case 'not mounted':
      return { state: 'absent', why: 'not mounted', name: text, at: lines };
    case 'not there':
      return { state: 'absent', why: 'not there', name: text, at: lines };
    case 'source missing':
      return found.folder || isDoubled(found.host)
        ? { state: 'absent', why: 'source missing', name: found.host, at: lines }
        : { state: 'assumed', why: 'to be made', name: found.host, at: lines };
    case 'outside':
      return { state: 'assumed', why: 'outside', name: found.name, at: lines };
    // What this user may not read, root in the container may.
    case 'unreadable':
    case 'too large':
      return { state: 'assumed', why: 'outside', name: text, at: lines };
  }
};

/** `./ca.crt./ca.crt`: two switches that each put a path there. No one keeps files in a folder of that name. */
const isDoubled = (path: string): boolean => /\.(crt|key|pem)\.?\//.test(path);

/** Blanks, a comment that became the value or a part of it, or a path with a line break at its end: no file is called so. */
const isNoPath = (text: string): boolean => text.trim() === '' || /(^|\s)#|[\r\n]$/.test(text);

export const isPem = (text: string): boolean => text.includes('-----BEGIN ');

const notPrinted = 'a text in place of a path';

/** A value that is printed: what looks like a path. Never a text that may be a key or a password. */
export const pathOf = (setting: Setting): string => {
  if (setting.state !== 'set') return 'a value that is not known';
  const { text } = setting;
  const isPath =
    /^(\.{0,2}\/|~\/)[^\s@:]*$|^[\w./-]+\.(crt|cer|cert|key|pem|ca)$/.test(text) && text.length <= 200;
  return isPath ? text : notPrinted;
};

/** Why there is no file, as a clause; undefined where there may be one. */
export const whyNoFile = (
  material: Material,
  setting: Setting,
): { kind: Kind; what: string; is: 'missing' | 'directory' } | undefined => {
  const path = pathOf(setting);
  if (material.state === 'directory')
    return { kind: 'bad value', what: `${path} is a folder`, is: 'directory' };
  if (material.state !== 'absent') return undefined;
  switch (material.why) {
    case 'not mounted':
      return {
        kind: 'not mounted',
        what:
          path === notPrinted
            ? 'the value is the path of no file that a volume puts there'
            : `no volume puts a file at ${path}`,
        is: 'missing',
      };
    case 'not there':
      return { kind: 'source missing', what: `the volume has no file for ${path}`, is: 'missing' };
    case 'source missing':
      return {
        kind: 'source missing',
        what: isDoubled(material.name)
          ? `${material.name} is two paths written one after the other, and Docker makes a folder of that name`
          : `${material.name} is not there, and Docker makes a folder of that name`,
        is: 'directory',
      };
    case 'no path':
      return { kind: 'bad value', what: noPath(setting), is: 'missing' };
    case 'PEM':
      return {
        kind: 'bad value',
        what: 'this release takes a path there, and no text in PEM form',
        is: 'missing',
      };
  }
};

const noPath = (setting: Setting): string => {
  const text = setting.state === 'set' ? setting.text : '';
  if (text.trim() === '') return 'the value is nothing but blanks, and no path';
  if (text.startsWith('#')) return 'the value is a comment, and no path';
  return text.includes('#')
    ? 'a comment is part of the value, and no file is called so'
    : 'the value ends with a line break, and no file is called so';
};
