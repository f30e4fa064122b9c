/** Judges a file of certificate authorities: at a caller, and at a server that may ask for client certificates. */
import { pemFacts } from '../configuration/certificates.ts';
import type { Place } from '../configuration/model.ts';
import { settingOf, type Instance, type Setting } from './matching.ts';
import { materialOf, whyNoFile, type Material } from './files.ts';
import type { World } from './world.ts';
import type { Kind } from './schema.ts';

export type Authorities =
  | { state: 'unset' }
  | { state: 'unknown'; name: string }
  /** Absent text: it cannot be looked at here. */
  | { state: 'good'; text?: string; expired: boolean }
  | { state: 'empty' }
  | { state: 'bad'; kind: Kind; what: string; condition: 'missing' | 'directory' | 'garbage' };

export interface AuthorityFile {
  variable: string;
  setting: Setting;
  judged: Authorities;
  at: Place[];
}

export const authoritiesOf = (
  instance: Instance,
  variable: string | undefined,
  world: World,
  pem: boolean,
): AuthorityFile => {
  const setting = settingOf(instance, variable);
  const name = variable ?? '';
  if (setting.state === 'unknown')
    return { variable: name, setting, judged: { state: 'unknown', name: setting.name }, at: [setting.at] };
  if (setting.state !== 'set') return { variable: name, setting, judged: { state: 'unset' }, at: [] };
  const material = materialOf(setting, instance.container, world, pem);
  return { variable: name, setting, judged: judge(material, setting, world), at: material.at };
};

const judge = (material: Material, setting: Setting, world: World): Authorities => {
  const none = whyNoFile(material, setting);
  if (none) return { state: 'bad', kind: none.kind, what: none.what, condition: none.is };
  if (material.state !== 'text') return { state: 'good', expired: false };
  if (material.text === '') return { state: 'empty' };
  const { certificates } = pemFacts(material.text);
  return certificates.length === 0
    ? {
        state: 'bad',
        kind: 'not PEM',
        what: 'the file holds no certificate in PEM form',
        condition: 'garbage',
      }
    : {
        state: 'good',
        text: material.text,
        expired: certificates.every(({ validUntil }) => validUntil < world.now),
      };
};
