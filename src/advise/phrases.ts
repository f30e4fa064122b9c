/** Small pieces that statements are made of. */
import type { Place } from '../configuration/model.ts';
import type { Setting } from './matching.ts';
import type { Statement } from './schema.ts';

export const lineOf = (setting: Setting): Place => setting.at;

export const further = (places: readonly Place[], first: Place): { at: Place; says: string }[] =>
  places
    .filter((at, index) => !same(at, first) && places.findIndex((one) => same(one, at)) === index)
    .map((at) => ({ at, says: 'decides it as well' }));

const same = (a: Place, b: Place): boolean => a.file === b.file && a.line === b.line && a.column === b.column;

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const todoFor = (kind: Statement['kind'], variable: string): string =>
  (
    ({
      'not mounted': `Mount the file at the path of ${variable}, or leave the setting out.`,
      'source missing':
        'Put the file there before you start the containers; where Docker has made a folder of that name, remove that first.',
      'not PEM': `Give ${variable} a file in PEM form.`,
      'key does not match': 'Give certificate and key that were made together.',
    }) as Partial<Record<Statement['kind'], string>>
  )[kind] ?? `Correct ${variable}.`;
