/** The one form in which a rule is written: its text, what it is about, its conditions, and what is seen in each. */
import { caseId } from './case-id.ts';
import type { Basis, Case, Check, Level, Rule, Scope, Section, Setting, Start } from './vocabulary.ts';
import type { Platform } from './words/platform.ts';
import type { Shape } from './words/shape.ts';

/** What the cases of a rule are about: listeners, hops, services. */
export interface Subjects<S> {
  each: readonly S[] | ((shape: Shape) => readonly S[]);
  /** Further ones, of the scope `platform`. */
  platform?: (platform: Platform) => readonly S[];
  /** As the id of a case names it. */
  subject: (at: S) => string;
  /** Id of the plain start. */
  plain: (at: S) => string;
  /** A setting that a release must have for the subject to exist, where the page has none. */
  needs?: (at: S) => Setting | undefined;
}

/** One value for all cases, or one worked out for a subject under a condition. */
type For<S, C, V> = V | ((at: S, condition: C) => V);

/** What is set, and what is seen. Each field is described at `Case`. */
interface Expected<S, C> {
  start: For<S, C, Start>;
  expects: For<S, C, Case['expects']>;
  never?: For<S, C, readonly Check[]> | undefined;
  must?: For<S, C, readonly Check[]> | undefined;
  should?: For<S, C, readonly Check[]> | undefined;
  premise?: For<S, C, Case['premise'] | undefined> | undefined;
  control?: For<S, C, Case['control'] | undefined> | undefined;
  effect?: For<S, C, Case['effect'] | undefined> | undefined;
  apart?: For<S, C, readonly Setting[]> | undefined;
  /** The cases of the same subject under the rules before this one in the heading are looked at as well. */
  over?: 'every case above' | undefined;
  only?: 'release' | undefined;
}

/** A line of a rule's table. What it says itself takes the place of what the rule says for all conditions. */
export interface Condition<S> extends Partial<Expected<S, never>> {
  /** Words for it; they are part of the case's id, and nothing else depends on them. */
  condition: string;
  /** Subjects that have this condition; without it, all. */
  where?: ((at: S) => boolean) | undefined;
  /** Likewise of those beyond the page, where the release decides. */
  beyond?: ((at: S, platform: Platform) => boolean) | undefined;
  /** Weaker than that of the rule. */
  basis?: Basis | undefined;
  level?: Level | undefined;
}

export interface Table<S, C extends Condition<S>> extends Partial<Expected<S, C>> {
  about: Subjects<S>;
  conditions: readonly C[];
}

/**
 * Without `level`: `must` for what the page says itself, `should` for all else. `scope`: of a rule about nothing that
 * the page names.
 */
export type RuleText = Omit<Rule, 'id' | 'section' | 'level' | 'scope'> & {
  level?: Level;
  scope?: 'platform';
};

/** What a release has: the part of the page that it keeps, or all the rest. */
export type Extent =
  { scope: 'page'; shape: Shape } | { scope: 'platform'; shape: Shape; platform: Platform };

export interface WrittenRule {
  id: string;
  text: RuleText;
  /** `above`: the cases of the heading so far. */
  cases: (section: Section, extent: Extent, above: readonly Case[]) => Case[];
}

export const rule = <S, const C extends Condition<S>>(
  id: string,
  said: RuleText & Table<S, C>,
): WrittenRule => {
  const { basis, risk, title, why, how, source, level, scope, ...table } = said;
  const text = { basis, risk, title, why, how, source, ...(level && { level }), ...(scope && { scope }) };
  return furtherCases({ id, text }, table);
};

/** Cases of a rule that are about other subjects, or stand further down in the order of the catalogue. */
export const furtherCases = <S, C extends Condition<S>>(
  { id, text }: Pick<WrittenRule, 'id' | 'text'>,
  table: Table<S, C>,
): WrittenRule => ({
  id,
  text,
  cases: (section, extent, above) =>
    subjectsIn(table.about, extent).flatMap((at) =>
      table.conditions
        .filter(({ where }) => where?.(at) ?? true)
        .filter(({ beyond }) => extent.scope === 'page' || (beyond?.(at, extent.platform) ?? true))
        .map((condition) => caseOf({ id, scope: extent.scope, section, text, table, at, condition, above })),
    ),
});

const subjectsIn = <S>({ each, platform }: Subjects<S>, extent: Extent): readonly S[] => {
  if (extent.scope === 'platform') return platform?.(extent.platform) ?? [];
  return typeof each === 'function' ? each(extent.shape) : each;
};

/** A heading of the page: its rules in the order of the catalogue. */
export interface Heading {
  rules: readonly Rule[];
  casesFor: (extent: Extent) => Case[];
}

export const heading = (section: Section, written: readonly WrittenRule[]): Heading => ({
  rules: written.map(({ id, text }) => ({
    ...{ id, section, scope: 'page' as const, level: levelOf(text.basis) },
    ...text,
  })),
  casesFor: (extent) => {
    const cases: Case[] = [];
    for (const one of written) cases.push(...one.cases(section, extent, cases));
    return cases;
  },
});

const levelOf = (basis: Basis): Level => (basis === 'explicit' ? 'must' : 'should');

/** What the page says of its own services follows for the others from its general sentences. */
const basisIn = (scope: Scope, basis: Basis): Basis =>
  scope === 'platform' && basis === 'explicit' ? 'derived' : basis;

interface Cell<S, C extends Condition<S>> extends Pick<WrittenRule, 'id' | 'text'> {
  scope: Scope;
  section: Section;
  table: Table<S, C>;
  at: S;
  condition: C;
  above: readonly Case[];
}

const caseOf = <S, C extends Condition<S>>(cell: Cell<S, C>): Case => {
  const { id, scope, section, text, table, at, condition, above } = cell;
  const { about } = table;
  const subject = about.subject(at);
  const basis = basisIn(scope, condition.basis ?? text.basis);
  const given = <K extends keyof Expected<S, C>>(name: K) => {
    const value: unknown = condition[name] ?? table[name];
    return (typeof value === 'function' ? value(at, condition) : value) as
      Exclude<Expected<S, C>[K], (...of: never[]) => unknown> | undefined;
  };
  const [premise, control, effect] = [given('premise'), given('control'), given('effect')];
  const needs = scope === 'page' ? about.needs?.(at) : undefined;
  const only = given('only') ?? (needs && 'release');
  const apart = given('apart');
  return {
    id: caseId(id, subject, condition.condition),
    rule: id,
    scope,
    section,
    level: condition.level ?? (text.level === 'info' ? 'info' : levelOf(basis)),
    basis,
    subject,
    condition: condition.condition,
    naming: 'documented',
    start: asOtherUser(present(given('start'), id, 'start')),
    expects: present(given('expects'), id, 'expects'),
    plain: about.plain(at),
    never: given('never') ?? [],
    must: given('must') ?? [],
    should: given('should') ?? [],
    risk: text.risk,
    ...(premise && { premise }),
    ...(control && { control }),
    ...(effect && { effect }),
    ...(given('over') && { over: ofSubject(above, subject) }),
    ...(only && { only }),
    ...(needs !== undefined && { needs }),
    ...(apart && { apart }),
  };
};

const present = <V>(value: V | undefined, id: string, field: string): V => {
  if (value === undefined) throw new Error(`${id}: neither the rule nor a condition says \`${field}\``);
  return value;
};

/** Who may not read a file is another user than its owner. */
const asOtherUser = (start: Start): Start => {
  const unreadable = Object.values(start.settings).some(
    (value) => typeof value === 'object' && 'form' in value && value.form === 'unreadable',
  );
  return unreadable ? { ...start, otherUser: true } : start;
};

/** Without the cases that only some releases have: what a case is judged over must be the same everywhere. */
const ofSubject = (above: readonly Case[], subject: string): string[] =>
  above.filter((one) => one.subject === subject && !one.only).map(({ id }) => id);
