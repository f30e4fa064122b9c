/** Collects what is odd about the files: each thing once, and undefined variables by their name. */
import type { Place, Remark } from '../model.ts';

export interface Remarks {
  add: (remark: Omit<Remark, 'related'> & { related?: Place[] }) => void;
  /** The place of a reference to a variable that nothing sets. */
  undefinedVariable: (name: string, at: Place) => void;
  all: () => Remark[];
}

export const samePlace = (one: Place, other: Place): boolean =>
  one.line === other.line && one.column === other.column && one.file === other.file;

const keyOf = ({ file, line, column }: Place): string => `${line}:${column}:${file}`;

export const collectRemarks = (): Remarks => {
  const remarks = new Map<string, Remark>();
  const undefinedOnes = new Map<string, Map<string, Place>>();
  return {
    add: ({ related = [], ...remark }) => {
      const key = `${remark.kind} ${remark.name} ${keyOf(remark.at)}`;
      if (!remarks.has(key)) remarks.set(key, { ...remark, related });
    },
    undefinedVariable: (name, at) => {
      const places = undefinedOnes.get(name) ?? new Map<string, Place>();
      places.set(keyOf(at), at);
      undefinedOnes.set(name, places);
    },
    all: () => [
      ...Array.from(undefinedOnes, ([name, places]): Remark => {
        const [at, ...related] = places.values();
        return {
          kind: 'undefined variable',
          at: at!,
          related,
          name,
          says: `Nothing sets ${name}: Compose warns, and takes it as blank.`,
        };
      }),
      ...remarks.values(),
    ],
  };
};
