/** States of each file that a program would open and that is not there what puts none there, and what follows. */
import { posix } from 'node:path';
import { whyNoFile, type Material } from '../files.ts';
import type { Instance, Setting } from '../matching.ts';
import { capital, further, todoFor } from '../phrases.ts';
import type { Kind, Statement } from '../schema.ts';
import { statement, type Shown } from '../statement.ts';

export interface Wanted {
  variable: string;
  setting: Setting;
  material: Material;
}

/** @param then what becomes of the program, as a sentence */
export const sayNoFile = (
  instance: Instance,
  wanted: readonly Wanted[],
  then: string,
  shown: Shown,
): Statement[] =>
  wanted.flatMap(({ variable, setting, material }) => {
    const none = whyNoFile(material, setting);
    return none ? [sayBad({ instance, variable, setting, at: material.at, ...none }, then, shown)] : [];
  });

export interface BadFile {
  instance: Instance;
  variable: string;
  setting: Setting;
  at: Material['at'];
  kind: Kind;
  what: string;
}

export const sayBad = (
  { instance, variable, setting, at, kind, what }: BadFile,
  then: string,
  shown: Shown,
): Statement =>
  statement({
    kind,
    severity: 'availability',
    instance,
    variable,
    at: setting.at,
    related: [
      ...further(at, setting.at),
      ...(kind === 'not mounted' && setting.state === 'set' ? mountsLike(setting.text, instance) : []),
    ],
    says: `${capital(what)} (${variable}): ${then}`,
    todo: todoFor(kind, variable),
    ...shown,
  });

/** Certificate and key, as far as they are set. */
export const wantedOf = (
  names: { cert?: string; key?: string },
  pair: { cert: Setting; key: Setting; files: { cert?: Material; key?: Material } },
): Wanted[] => [
  ...(pair.files.cert ? [{ variable: names.cert ?? '', setting: pair.cert, material: pair.files.cert }] : []),
  ...(pair.files.key ? [{ variable: names.key ?? '', setting: pair.key, material: pair.files.key }] : []),
];

/** The volume that was meant, where its path differs from that of the setting by its folder or its ending. */
const mountsLike = (path: string, { container }: Instance): Statement['related'] =>
  container.mounts
    .filter(({ target }) => target !== path && isLike(target, path))
    .map(({ at }) => ({ at, says: 'the volume that may be meant puts its file at another path' }));

const isLike = (a: string, b: string): boolean => {
  const [one, other] = [posix.parse(a), posix.parse(b)];
  return one.name === other.name && (one.ext === other.ext || one.ext === '' || other.ext === '');
};
