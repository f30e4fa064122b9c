/** Makes statements: what the page promises beside each, which case shows it, and a fingerprint that survives edits. */
import { createHash } from 'node:crypto';
import { rules } from '../../suites/catalogue.ts';
import type { Place } from '../configuration/model.ts';
import type { Instance } from './matching.ts';
import type { Kind, Severity, Statement } from './schema.ts';

/** Where a statement rests: a rule of the catalogue and what shows it. */
export interface Shown {
  rule?: string;
  /** Id of a case, or `read in the source: …`. */
  shownBy?: string;
}

export interface Said extends Shown {
  kind: Kind;
  severity: Severity;
  instance?: Instance;
  container?: string;
  variable?: string | undefined;
  at: Place;
  related?: { at: Place; says: string }[];
  says: string;
  todo?: string;
  /** Concerns no security. */
  security?: false;
  /** What else makes it another statement than one of the same kind, container and variable. */
  apart?: string;
}

export const statement = (said: Said): Statement => {
  const container = said.container ?? said.instance?.name;
  const promises = promiseOf(said.rule);
  return {
    kind: said.kind,
    severity: said.severity,
    ...(said.instance && { service: said.instance.program.name }),
    ...(container !== undefined && { container }),
    ...(said.variable !== undefined && { variable: said.variable }),
    at: said.at,
    related: said.related ?? [],
    says: said.says,
    ...(said.todo !== undefined && { todo: said.todo }),
    ...(said.security === false && { security: said.security }),
    ...(said.rule !== undefined && { rule: said.rule }),
    ...(promises !== undefined && { promises }),
    ...(said.shownBy !== undefined && { shownBy: said.shownBy }),
    fingerprint: fingerprint(said.kind, container, said.variable, said.apart),
  };
};

const fingerprint = (...parts: (string | undefined)[]): string =>
  createHash('sha256')
    .update(parts.map((part) => part ?? '').join('\n'))
    .digest('hex')
    .slice(0, 16);

/** What the page promises, in the words of the rule. */
export const promiseOf = (rule: string | undefined): string | undefined =>
  rules.find(({ id }) => id === rule)?.title;

/** `the users service (container supermq-users)`, or the program alone where both have one name. */
export const called = ({ name, program }: Instance): string =>
  name === program.name ? program.name : `${name} (${program.name})`;

/** Places without repetition, in order. */
export const distinct = (places: readonly Place[]): Place[] => {
  const seen = new Set<string>();
  return places.filter(({ file, line, column }) => {
    const id = `${file}:${line}:${column}`;
    return !seen.has(id) && seen.add(id);
  });
};
