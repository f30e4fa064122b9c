/** Reads which file imports which, and finds imports that the floors of the house do not allow. */
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = fileURLToPath(new URL('../', import.meta.url));

/** By path from the top, with slashes: what the file imports, as paths from the top or as names of packages. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const statement =
  /\b(?:import|export)\s+(?:type\s+)?(?:[\w$*\s{},]+?\s+from\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** Types count as well as values, and what is loaded later as well as what is loaded at once. */
export const importsIn = (file: string, text: string): string[] =>
  [...text.matchAll(statement)].map(([, early, late]) => {
    const name = (early ?? late)!;
    return name.startsWith('.') ? posix.join(posix.dirname(file), name) : name;
  });

export const importsOf = (...patterns: string[]): Imports =>
  new Map(
    globSync(patterns, { cwd: top })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !file.includes('node_modules'))
      .sort()
      .map((file) => [file, importsIn(file, readFileSync(top + file, 'utf8'))]),
  );

/** Ground first. The rooms of one floor do not import each other. A room in a room is named by itself. */
export type Floors = readonly (readonly string[])[];

/** The innermost room that holds the file. */
export const roomOf = (file: string, floors: Floors): string | undefined =>
  floors
    .flat()
    .filter((room) => file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];

/** A sentence for each import that does not lead down, and for each file that is in no room. */
export const breaches = (imports: Imports, floors: Floors): string[] => {
  const at = (file: string): { room: string; floor: number } | undefined => {
    const room = roomOf(file, floors);
    return room === undefined
      ? undefined
      : { room, floor: floors.findIndex((one) => one.includes(room)) + 1 };
  };
  return [...imports].flatMap(([file, imported]) => {
    const from = at(file);
    if (!from) return [`${file} is in no room: give it one, or give its folder a floor`];
    return imported
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => {
        const to = at(name);
        if (!to) return [`${file} imports ${name}, which is in no room`];
        if (to.room === from.room || to.floor < from.floor) return [];
        const way = to.floor > from.floor ? 'up to' : 'across to another room of';
        return [
          `${file} imports ${name}: from floor ${from.floor} (${from.room}) ${way} floor ${to.floor} (${to.room})`,
        ];
      });
  });
};

/** One circle for each import that closes one: `a → b → a`. */
export const circles = (imports: Imports): string[] => {
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const before = way.indexOf(file);
    if (before >= 0) found.push([...way.slice(before), file].join(' → '));
    if (before >= 0 || done.has(file)) return;
    way.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
};

/** Imports below a folder that a pattern forbids. */
export const forbidden = (imports: Imports, folder: string, pattern: RegExp): string[] =>
  [...imports]
    .filter(([file]) => file.startsWith(`${folder}/`))
    .flatMap(([file, imported]) =>
      imported.filter((name) => pattern.test(name)).map((name) => `${file} imports ${name}`),
    );

/** Whether a file opens with a comment whose first sentence says what the file does. */
export const opensWithSentence = (text: string): boolean => {
  const [, comment] = /^(?:#!.*\n)?\/\*\*(.+?)\*\//s.exec(text) ?? [];
  const words = comment?.replaceAll(/\n \*/g, '').replaceAll(/\s+/g, ' ').trim() ?? '';
  return /^[A-Z`]\S* \S+.*[.?:](\s|$)/.test(words);
};

export const withoutOpening = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: top })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .filter((file) => !opensWithSentence(readFileSync(top + file, 'utf8')))
    .sort();
