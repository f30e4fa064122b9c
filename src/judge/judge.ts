/**
 * Makes a verdict of observations, in the order that the rules prescribe. Pure: neither time nor input is
 * looked at, so that recorded observations give the same verdict for ever.
 */
import { lostMessage, messageName } from '../../suites/checks/message.ts';
import type { Case, Check, Seen } from '../../suites/vocabulary.ts';
import type { Observation } from '../model/observation.ts';
import type { Outcome } from '../model/outcome.ts';
import { factsOf, type Against, type Reading } from './seen.ts';

export interface Verdict {
  outcome: Outcome;
  /** Why, as a permanent word: `FORBIDDEN_SEEN`, `CONTROL_NOT_OBSERVED`, … */
  code: VerdictCode;
  /**
   * The facts that decided, by their permanent words: every forbidden one that was seen, or every required one that
   * is absent, or every one that a pass falls short of. Empty where none did.
   */
  facts: readonly string[];
  /** Facts of the case of which nothing is known, so that they do not count as kept. */
  unobserved: readonly string[];
  expected: string;
  observed: string;
  /** The case that shows that the setting under test has no effect, or whose red makes this one moot. */
  cause?: string;
}

export type VerdictCode =
  | 'KEPT'
  | 'NOT_STRICT'
  | 'FORBIDDEN_SEEN'
  | 'REQUIRED_ABSENT'
  | 'NOT_OBSERVED'
  | 'PREMISE_RED'
  | 'NO_EFFECT'
  | 'CONTROL_NOT_OBSERVED'
  | 'PLAIN_START_FAILED'
  | 'PLAIN_START_NOT_OBSERVED'
  | 'UNSTABLE'
  | 'BUSY'
  | 'INFRASTRUCTURE';

/** The observation of a case, or undefined when it was not executed. */
export type Observed = (caseId: string) => Observation | undefined;

/** A fact that was seen decides before one that was not. */
export const judge = (one: Case, observed: Observed): Verdict => {
  const readings = lookedAt(one, observed);
  const first = readings[0]?.observation;
  const seen = factsOf(one, readings);
  const expected = expectation(one);
  const verdict = (
    outcome: Outcome,
    code: VerdictCode,
    found: string,
    { cause, facts = [] }: { cause?: string | undefined; facts?: readonly string[] } = {},
  ): Verdict => ({
    outcome,
    code,
    facts,
    unobserved: seen.unobserved,
    expected,
    observed: found,
    ...(cause !== undefined && cause !== one.id && { cause }),
  });
  const missing = (code: VerdictCode, { busy, found }: Unobserved): Verdict =>
    busy === undefined
      ? verdict('untestable', code, found)
      : verdict('untestable', 'BUSY', `${found}: ${busy}`);
  if (!first) return verdict('untestable', 'NOT_OBSERVED', 'the case was not executed');

  const broken = readings.find(({ observation }) => observation.infrastructure)?.observation.infrastructure;
  if (broken) return verdict('error', 'INFRASTRUCTURE', `${broken.code}: ${broken.message}`);

  // Whatever was seen of a service that is not of this release says nothing about it.
  const stranger = observed(one.plain)?.infrastructure;
  if (stranger?.code === 'OTHER_RELEASE') {
    return verdict('error', 'INFRASTRUCTURE', `plain start: ${stranger.code}: ${stranger.message}`);
  }

  const plain = plainStart(one, first, observed);
  if (plain.seen === false) return verdict('error', 'PLAIN_START_FAILED', plain.found);

  const red = (outcome: Outcome, code: VerdictCode, { facts, found }: Against): Verdict =>
    verdict(outcome, code, found, { facts, cause: ineffective(one, observed) });
  if (seen.forbidden) return red('fail', 'FORBIDDEN_SEEN', seen.forbidden);

  if (first.busy !== undefined)
    return missing('BUSY', { busy: first.busy, found: 'the machine was too busy' });
  if (first.unstable?.includes(one.id)) {
    const once = seen.absent?.found ?? 'unobserved';
    return verdict('untestable', 'UNSTABLE', `read twice with different results; once ${once}`);
  }

  if (one.premise) {
    const holds = shown(one.premise, observed);
    if (holds === undefined) {
      const found = `not observed: ${one.premise.shows.says}`;
      return missing('CONTROL_NOT_OBSERVED', { busy: observed(one.premise.case)?.busy, found });
    }
    if (!holds) {
      return verdict('moot', 'PREMISE_RED', premiseFound(one.premise, observed), { cause: one.premise.case });
    }
  }
  if (seen.absent) return red('fail', 'REQUIRED_ABSENT', seen.absent);
  if (seen.missing !== undefined) {
    return verdict('untestable', 'NOT_OBSERVED', `not observed: ${seen.missing}`);
  }

  if (plain.seen === undefined) return missing('PLAIN_START_NOT_OBSERVED', plain);
  if (one.control) {
    const holds = shown(one.control, observed);
    if (holds === undefined) {
      const found = `control not observed: ${one.control.case}`;
      return missing('CONTROL_NOT_OBSERVED', { busy: observed(one.control.case)?.busy, found });
    }
    if (!holds) {
      return verdict('moot', 'NO_EFFECT', premiseFound(one.control, observed), { cause: one.control.case });
    }
  }
  return seen.nonStrict
    ? verdict('non-strict', 'NOT_STRICT', seen.nonStrict.found, { facts: seen.nonStrict.facts })
    : verdict('pass', 'KEPT', describe([...one.must, ...one.should], one.never, first));
};

/** Why something was not observed; `busy`: because the machine was too busy for it to count. */
interface Unobserved {
  busy?: string | undefined;
  found: string;
}

/** Required facts are absent and nothing forbidden explains it: a reading that has to be made twice. */
export const declaredOutcomeMissing = (one: Case, observation: Observation): boolean => {
  const seen = factsOf(one, [{ observation }]);
  return seen.forbidden === undefined && seen.absent !== undefined;
};

/** Something forbidden was seen: nothing that is seen later can change the verdict. */
export const isDecided = (one: Case, observation: Observation): boolean =>
  factsOf(one, [{ observation }]).forbidden !== undefined;

/** Whether the setting under test showed an effect, and by which case. */
export const effectOf = (one: Case, observed: Observed): Seen => {
  const evidence = one.effect ?? one.control;
  return evidence && shownAnywhere(evidence, observed);
};

/** That a setting has no effect is never said while any reading shows one. */
export const shownAnywhere = (
  { case: id, shows, also = [] }: NonNullable<Case['effect']>,
  observed: Observed,
): Seen => {
  const ever = (other: string): boolean => {
    const o = observed(other);
    return o !== undefined && counts(o) && (shows.ever?.(o) === true || shows.holds(o) === true);
  };
  return [id, ...also].some(ever) || shown({ case: id, shows }, observed);
};

const lookedAt = (one: Case, observed: Observed): Reading[] => {
  const own = observed(one.id);
  const readings = new Map<Observation, Reading>(own && [[own, { observation: own }]]);
  for (const id of one.over ?? []) {
    const observation = observed(id);
    // An assertion over other cases does not suffer from one of them that could not be set up.
    if (!observation || observation.infrastructure) continue;
    // Cases that share a start share what was seen of it.
    if (!readings.has(observation)) readings.set(observation, { observation, of: id });
  }
  return [...readings.values()];
};

/** What was arranged, on a machine that left time for it. */
const counts = (o: Observation): boolean => o.infrastructure === undefined && o.busy === undefined;

const plainStart = (one: Case, own: Observation, observed: Observed): { seen: Seen } & Unobserved => {
  const plain = one.plain === one.id ? own : observed(one.plain);
  // What was seen at a busy time, the plain start made again with it, does not count.
  const busy = own.busy ?? (own.premise ? undefined : plain?.busy);
  if (busy !== undefined) return { seen: undefined, busy, found: `plain start not observed: ${one.plain}` };
  // A plain start has nothing that it could be held against but itself.
  if (own.premise && plain !== own) {
    return { seen: own.premise.holds, found: `plain start, made again: ${own.premise.detail}` };
  }
  if (!plain) return { seen: undefined, found: `plain start not observed: ${one.plain}` };
  if (plain.infrastructure) return { seen: undefined, found: `plain start: ${plain.infrastructure.message}` };
  const dead = Object.entries(plain.services).find(([, s]) => s.boot.outcome !== 'ready' || s.endedLater);
  if (dead) {
    const [name, { boot, output }] = dead;
    const words = (output.errors.length ? output.errors : output.tail).slice(0, 2).join(' | ');
    return { seen: false, found: `plain start of ${name}: ${boot.outcome} after ${boot.ms} ms: ${words}` };
  }
  const lost = lostMessage(plain);
  return lost
    ? { seen: false, found: `plain start: message ${messageName(lost)} ${lost.outcome} (${lost.detail})` }
    : { seen: true, found: 'plain start holds' };
};

const shown = (evidence: { case: string; shows: Check }, observed: Observed): Seen => {
  const o = observed(evidence.case);
  return o && counts(o) ? evidence.shows.holds(o) : undefined;
};

const ineffective = (one: Case, observed: Observed): string | undefined => {
  const evidence = one.effect ?? one.control;
  return evidence && shownAnywhere(evidence, observed) === false ? evidence.case : undefined;
};

const premiseFound = (evidence: { case: string; shows: Check }, observed: Observed): string => {
  const o = observed(evidence.case);
  return `not so in ${evidence.case}: ${evidence.shows.says}${o ? `: ${evidence.shows.found(o)}` : ''}`;
};

const expectation = (one: Case): string =>
  [
    ...one.must.map((c) => c.says),
    ...one.should.map((c) => c.says),
    ...one.never.map((c) => `never: ${c.says}`),
  ].join('; ');

const describe = (required: readonly Check[], forbidden: readonly Check[], o: Observation): string =>
  [...new Set([...required, ...forbidden].map((c) => c.found(o)))].filter(Boolean).join('; ');
