/** Holds the variables that Compose knows at one point: of the shell, and of the .env files that it has read so far. */
import type { Missing, Place, Value } from '../model.ts';

/** A variable as files set it. A later line for the same name changes it in place, so that references to it stay. */
export interface Definition {
  name: string;
  value: Value;
  /** Variables that its text refers to, in branches that are not taken as well. */
  uses: Set<Definition>;
}

/** What stands behind a name. */
export interface Found {
  /** Absent where it cannot be known. */
  text: string | undefined;
  from: readonly Place[];
  missing: readonly Missing[];
  /** Also where the shell hides the value of the files. */
  definition?: Definition;
}

export type LookUp = (name: string) => Found | undefined;

/** A value that is set at a place. */
export const valueAt = (at: Place, { text, from, missing }: Omit<Found, 'definition'>): Value => ({
  ...(text !== undefined && { text }),
  at,
  from: [...from],
  missing: [...missing],
});

export interface Scope {
  lookUp: LookUp;
  define: (name: string, value: Value, uses: Iterable<Definition>) => Definition;
  definitions: ReadonlyMap<string, Definition>;
}

export const shellLookUp =
  (shell: ReadonlyMap<string, string>): LookUp =>
  (name) => {
    const text = shell.get(name);
    return text === undefined ? undefined : { text, from: [], missing: [] };
  };

/** @param before what is found before the definitions of this scope, such as the shell */
export const openScope = (before: LookUp): Scope => {
  const definitions = new Map<string, Definition>();
  return {
    definitions,
    lookUp: (name) => {
      const hiding = before(name);
      const definition = definitions.get(name);
      if (!definition) return hiding;
      if (hiding) return { definition, ...hiding };
      const { text, at, from, missing } = definition.value;
      return { text, from: [at, ...from], missing, definition };
    },
    define: (name, value, uses) => {
      const definition = definitions.get(name) ?? { name, value, uses: new Set() };
      definition.value = value;
      for (const used of uses) definition.uses.add(used);
      definitions.set(name, definition);
      return definition;
    },
  };
};

/** @returns the definitions and all that their texts refer to, by way of others as well */
export const reached = (used: Iterable<Definition>): Set<Definition> => {
  const all = new Set<Definition>();
  const open = [...used];
  for (let next = open.pop(); next; next = open.pop()) {
    if (all.has(next)) continue;
    all.add(next);
    open.push(...next.uses);
  }
  return all;
};
