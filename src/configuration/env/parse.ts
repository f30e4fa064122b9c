/** Reads the text of an .env file into a scope as Compose does: each variable with its line and all that it is made of. */
import type { Place, Value } from '../model.ts';
import { interpolate } from './interpolate.ts';
import type { Remarks } from './remarks.ts';
import { valueAt, type Scope } from './scope.ts';
import { statementsOf, unquoted, type EnvValue, type Refused, type Statement } from './statements.ts';
import { inSource, placesIn, remarkEncoding, type PlaceOf } from './text.ts';

export interface EnvText {
  /** As the user named it. */
  file: string;
  text: string;
}

export const parseEnv = ({ file, text }: EnvText, scope: Scope, remarks: Remarks): void => {
  const placeOf = placesIn(file, text);
  remarkEncoding(file, text, placeOf, remarks);
  const earlier: Earlier = new Map();
  const refused: Refused[] = [];
  const pem = pemIn(text);
  for (const statement of statementsOf(text)) {
    const pasted = pem.holds(statement.at);
    if (statement.kind === 'refused') refused.push(statement);
    else if (!pasted) {
      define(statement, { scope, remarks, placeOf });
      if (statement.value && statement.name) {
        const value = scope.definitions.get(statement.name)?.value;
        if (value) duplicate(statement.name, value, earlier, remarks);
      }
    }
  }
  for (const at of pem.begun) {
    remarks.add({
      kind: 'not understood',
      at: placeOf(at),
      name: 'PEM',
      says: 'Only the first line of this value is kept: a value of several lines needs quotes around it.',
    });
  }
  remarkRefused(refused, placeOf, remarks);
};

interface Around {
  scope: Scope;
  remarks: Remarks;
  placeOf: PlaceOf;
}

const define = ({ name, at, value }: Statement, { scope, remarks, placeOf }: Around): void => {
  const place = placeOf(at);
  if (!value) {
    const found = scope.lookUp(name);
    if (!found) return;
    scope.define(name, valueAt(place, found), found.definition ? [found.definition] : []);
    return;
  }
  if (value.apart && !value.quote && value.source.startsWith('#')) {
    commentIsValue(name, placeOf(value.at), remarks);
  }
  const made = evaluate(value, { scope, remarks, placeOf });
  // What stands behind an equals sign alone is read, and set for no name.
  if (name) scope.define(name, valueAt(place, made), made.uses);
};

const evaluate = (value: EnvValue, { scope, remarks, placeOf }: Around) => {
  const text = unquoted(value);
  if (value.quote === "'") return { text, from: [], missing: [], uses: [] };
  const offset = inSource(value.source, text);
  const start = value.at + value.quote.length;
  return interpolate(text, {
    lookUp: scope.lookUp,
    remarks,
    place: (index, piece) => placeOf(start + offset(index, piece)),
  });
};

export const commentIsValue = (name: string, at: Place, remarks: Remarks): void =>
  remarks.add({
    kind: 'the comment is the value',
    at,
    name,
    says: `${name} is not empty: nothing stands before the comment, so that the comment becomes the value.`,
  });

/** A name that was set before in the same file or list, and to what. */
export type Earlier = Map<string, Omit<Value, 'from' | 'missing'>>;

export const duplicate = (
  name: string,
  { at, text }: { at: Place; text?: string | undefined },
  earlier: Earlier,
  remarks: Remarks,
): void => {
  const before = earlier.get(name);
  if (before) {
    const says =
      before.text === text
        ? `${name} is set twice, to the same value.`
        : `${name} is set twice, to different values: the later one counts.`;
    remarks.add({ kind: 'duplicate', at, related: [before.at], name, says });
  }
  earlier.set(name, { at, ...(text !== undefined && { text }) });
};

/** Lines of one pasted key would all be named: one remark holds them, and none of their text. */
const remarkRefused = (refused: Refused[], placeOf: PlaceOf, remarks: Remarks): void => {
  for (const why of new Set(refused.map((one) => one.why))) {
    const alike = refused.filter((one) => one.why === why);
    const [at, ...related] = alike.slice(0, 20).map((one) => placeOf(one.at));
    const odd = { kind: 'not understood', at: at!, related, name: at!.file, says: why } as const;
    remarks.add(alike[0]?.ignored ? odd : { ...odd, refused: true });
  }
};

/** From the first line to the last; where that is missing, lines that are certainly no variables. */
const pems =
  /-----BEGIN [A-Z0-9 ]+-----["']?[ \t\r]*(?:(?:\n(?:[A-Za-z0-9+/]{0,76}={0,2}|[A-Za-z-]+: [^\n]*)[ \t\r]*)*\n-----END [A-Z0-9 ]+-----|(?:\n[A-Za-z0-9+/]{1,76}[ \t\r]*(?=\n|$))+)/g;

/**
 * Tells the lines of a certificate or key that was pasted without quotes. Compose takes them for names, and some for
 * variables: as such they would be printed.
 */
const pemIn = (text: string) => {
  const found = Array.from(text.matchAll(pems), ({ 0: { length }, index }) => [index, index + length]);
  const begun = new Set<number>();
  let next = 0;
  return {
    begun,
    /** @param at of statements in their order: those of a value in quotes are one, and begin before it */
    holds: (at: number): boolean => {
      while (next < found.length && found[next]![1]! <= at) next += 1;
      const start = found[next]?.[0];
      if (start === undefined || start >= at) return false;
      begun.add(start);
      return true;
    },
  };
};
