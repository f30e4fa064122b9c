/** Writes files of a deployment into a folder of the test, and says what they come to in one line each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Configuration, Container, Mount, Place, Remark, Value } from '../../src/configuration/model.ts';

const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** Paths of new files, in order, with these names. */
export const written = (texts: Record<string, string | Uint8Array>): string[] => {
  const prefix = `${made++}-`;
  return Object.entries(texts).map(([name, text]) => {
    const path = join(folder, prefix + name);
    writeFileSync(path, text);
    return path;
  });
};

/** `3:5`, or `b.yaml:3:5` where more than one file was written. */
export const short = ({ file, line, column }: Place): string => {
  const name = basename(file).replace(/^\d+-/, '');
  return name === 'a.yaml' ? `${line}:${column}` : `${name}:${line}:${column}`;
};

/** `"text" at 3:5 from 9:3; needs Secret x`. */
export const value = ({ text, at, from, missing }: Value): string =>
  [
    `${text === undefined ? '?' : JSON.stringify(text)} at ${short(at)}`,
    ...from.map((place) => ` from ${short(place)}`),
    ...missing.map(({ name, at: place }) => `; needs ${name} at ${short(place)}`),
  ].join('');

export const environment = ({ environment: variables }: Container): Record<string, string> =>
  Object.fromEntries([...variables].map(([name, one]) => [name, value(one)]));

export const remark = ({ kind, name, at, related }: Remark): string =>
  `${kind}: ${basename(name).replace(/^\d+-/, '')} at ${short(at)}${related.map((place) => ` and ${short(place)}`).join('')}`;

export const remarks = ({ remarks: all }: Configuration): string[] => all.map(remark);

export const mount = ({ target, source, mode }: Mount): string => {
  const what =
    source.kind === 'contents'
      ? [...source.contents].map(([name, one]) => `${name || '.'}=${one.text ?? '?'}`).join(' ')
      : source.kind === 'outside'
        ? `outside: ${source.name}`
        : source.path;
  return `${target} ${what}${mode === undefined ? '' : ` 0o${mode.toString(8)}`}`;
};

export const only = ({ containers }: Configuration): Container => {
  if (containers.length !== 1) throw new Error(`${containers.length} containers in place of one`);
  return containers[0]!;
};
