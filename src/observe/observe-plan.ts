/** Observes one start with all that a verdict asks of it: a retry for broken infrastructure, a second reading, the premise. */
import { parseAuthorities } from '../../certs/authorities.ts';
import type { ReleaseNames } from '../../suites/naming.ts';
import { closelyMs } from '../../suites/checks/listener.ts';
import { messageName } from '../../suites/checks/message.ts';
import { bootOf } from '../../suites/checks/service.ts';
import type { Case } from '../../suites/vocabulary.ts';
import { declaredOutcomeMissing, isDecided } from '../judge/judge.ts';
import type { Observation, PlaintextWatch } from '../model/observation.ts';
import { casesOf, hasDatabase, planStarts, type PlannedStart } from '../plan/plan.ts';
import { sharedGate } from '../stack/admission-channel.ts';
import { gateOf } from '../stack/admission.ts';
import type { RunContext, RunDescription } from '../stack/context.ts';
import { openRuntime } from '../stack/open-runtime.ts';
import { turns } from '../system/turns.ts';
import { fellShort, observeStart, repeatPremise, type Premise, type StartResult } from './observe-start.ts';
import { sharedRepeats } from './shared-repeats.ts';

export interface PlanObservation extends StartResult {
  /** What the infrastructure around the services did wrong before an attempt succeeded. */
  attempts: { code: string; message: string }[];
}

/** `turn`: waited for before the first start, and handed on when the services of the first one only have to stay up. */
export type ObservePlan = (
  plan: PlannedStart,
  ctx: RunContext,
  signal: AbortSignal,
  turn?: () => Promise<Disposable>,
) => Promise<PlanObservation>;

/**
 * @param byId every case of the catalogue by id: a plan's cases and their plain starts are found there
 */
export const planObserver = (byId: ReadonlyMap<string, Case>, names: ReleaseNames): ObservePlan => {
  const repeats = sharedRepeats<Premise>();
  const plainStarts = new Set([...byId.values()].map((one) => one.plain));
  /** By rule and subject: how often two readings hung alike. */
  const hangs = new Map<string, number>();
  const readTwice: ObservePlan = async (plan, ctx, signal, turn) => {
    using mine = await turn?.();
    // The next start would need a further database, and make the schema once more.
    const keeps = hasDatabase(plan.start, ctx.release);
    const handOn = (): void => (keeps ? undefined : mine?.[Symbol.dispose]());
    const cases = casesOf(plan, byId);
    const kind = JSON.stringify([cases[0]!.rule, cases[0]!.subject, ctx.programs]);
    const known = (): number => hangs.get(kind) ?? 0;
    const shortIn = ({ observation }: PlanObservation): Case[] =>
      cases.filter((one) => !observation.infrastructure && declaredOutcomeMissing(one, observation));
    // A start that may hang, and is then observed once, is observed on an empty database.
    let first = await withRetry({ plan, cases, reuseDatabases: known() < equalHangs, handOn }, ctx, signal);
    let short = shortIn(first);
    if (!short.length) return first;
    if (first.reusedDatabase) {
      // The schema of an earlier start may be to blame: what counts is seen on an empty database.
      const onEmpty = await withRetry({ plan, cases }, ctx, signal);
      onEmpty.attempts.unshift(...first.attempts);
      const shortOnEmpty = shortIn(onEmpty);
      const agree = short.every((one) => shortOnEmpty.includes(one)) && short.length === shortOnEmpty.length;
      if (!agree) {
        onEmpty.attempts.push({ code: 'REUSED_DATABASE', message: shortOf(first.observation) });
      } else if (hung(first.observation) && hung(onEmpty.observation)) hangs.set(kind, known() + 1);
      if (agree || !shortOnEmpty.length) return onEmpty;
      [first, short] = [onEmpty, shortOnEmpty];
    }
    const { observation, attempts } = first;
    // Every further one would cost the whole bound twice, and say the same.
    if (hung(observation) && known() >= equalHangs) return first;
    const second = await readAgain(plan, observation, ctx, signal);
    const again = second.observation;
    // It is no second reading when the infrastructure failed meanwhile.
    if (again.infrastructure || again.busy !== undefined) return first;
    if (hung(observation) && hung(again)) hangs.set(kind, known() + 1);
    const differs = short.filter((one) => !declaredOutcomeMissing(one, again)).map((one) => one.id);
    if (!differs.length) return first;
    if (!plan.cases.some((id) => plainStarts.has(id))) {
      observation.unstable = differs;
      return first;
    }
    // Hundreds of cases hang on a plain start: what holds the second time is there for them to be held against.
    again.unstable = differs;
    attempts.push({ code: 'PLAIN_START_UNSTABLE', message: shortOf(observation) });
    return { ...second, attempts };
  };
  return async (plan, ctx, signal, turn) => {
    const result = await readTwice(plan, ctx, signal, turn);
    const { observation } = result;
    if (fellShort(plan, observation)) {
      const plain = planStarts([byId.get(byId.get(plan.cases[0]!)!.plain)!], names)[0]!;
      const key = JSON.stringify([plain.key, plan.expectsAccepted, ctx.programs]);
      observation.premise = await repeats(key, () => repeatPremise(plan, plain, ctx, signal));
    }
    return result;
  };
};

/** One reading of a start with nothing else running; repeated only where the infrastructure around the services failed. */
export const observeCalmly = (
  plan: PlannedStart,
  byId: ReadonlyMap<string, Case>,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<PlanObservation> => withRetry({ plan, cases: casesOf(plan, byId) }, ctx, signal);

/** How the services stop is not waited for once more when all had stopped by themselves the first time. */
const readAgain = async (
  plan: PlannedStart,
  first: Observation,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<StartResult> => {
  const clean = Object.values(first.services).every((one) => one.stopped?.signal !== 'SIGKILL');
  const hurried = clean && plan.probes.includes('stop');
  const probes = hurried ? plan.probes.filter((one) => one !== 'stop') : plan.probes;
  const result = await observeStart({ ...plan, probes }, ctx, signal);
  if (!hurried) return result;
  for (const [name, service] of Object.entries(result.observation.services)) {
    const before = first.services[name]?.stopped;
    if (service.stopped && before) service.stopped = before;
  }
  return result;
};

/** So many hangs of one rule at one subject, each seen twice, are enough: the next ones are observed once. */
const equalHangs = 2;

const hung = ({ services }: Observation): boolean =>
  Object.values(services).some(({ boot }) => boot.outcome === 'hung');

/** What the services and messages of a start did, in a few words. */
const shortOf = (o: Observation): string =>
  [
    ...Object.keys(o.services).map((name) => `${name}: ${bootOf(o, name)}`),
    ...o.messages.map((one) => `message ${messageName(one)}: ${one.outcome} (${one.detail})`),
  ].join('; ');

/** Attempts for a byte probe without a gap: a busy machine lets one through in the end, or the case is untestable. */
const watchAttempts = 6;

interface Reading {
  plan: PlannedStart;
  cases: readonly Case[];
  /** Whether a service may find a database with the schema of an earlier start. */
  reuseDatabases?: boolean;
  /** Called when the services only have to stay up. */
  handOn?: (() => void) | undefined;
}

/** Again, and only when the infrastructure around the services failed; every attempt is on record. */
const withRetry = async (
  { plan, cases, reuseDatabases = false, handOn = () => {} }: Reading,
  ctx: RunContext,
  signal: AbortSignal,
): Promise<PlanObservation> => {
  const decided = (seen: Observation): boolean => cases.every((one) => isDecided(one, seen));
  const attempts: { code: string; message: string }[] = [];
  for (;;) {
    const result = await inTurn(plan, (handWatchOn) =>
      observeStart(plan, ctx, signal, {
        isDecided: decided,
        onWaitForRetry: handWatchOn,
        onSettle: handOn,
        // An attempt that failed is made again on an empty database.
        reuseDatabases: reuseDatabases && !attempts.length,
      }),
    );
    const broken = infrastructureFault(result.observation);
    if (!broken || broken.code === 'SUITE_ERROR') return { ...result, attempts };
    const gap = broken.code === 'WATCH_GAP';
    // What is forbidden was seen: a watch without a gap would change no verdict.
    if (gap && decided(result.observation)) return { ...result, attempts };
    if (attempts.length + 1 >= (gap ? watchAttempts : 2)) return { ...result, attempts };
    attempts.push(broken);
  }
};

/** With a byte probe one start at a time: services that start keep the probes of others from sampling. */
const watching = turns(1);

/** `work` may hand its turn on as soon as nothing but time passes: a service that is up disturbs no other probe. */
export const inTurn = async <T>(
  plan: Pick<PlannedStart, 'probes'>,
  work: (handOn: () => void) => Promise<T>,
): Promise<T> => {
  if (!plan.probes.includes('plaintext-watch')) return work(() => {});
  using turn = await watching();
  return await work(() => turn[Symbol.dispose]());
};

/** A gap in a watch is the machine's fault, unless the watch has already seen what decides. */
export const infrastructureFault = (o: Observation): { code: string; message: string } | undefined => {
  if (o.infrastructure) return o.infrastructure;
  const gaps = Object.values(o.services)
    .flatMap((service) => Object.values(service.listeners))
    .map(({ watch }) => (watch && !sawPlaintext(watch) ? watch.maxGapMs : 0));
  const gap = Math.max(0, ...gaps);
  return gap > closelyMs
    ? { code: 'WATCH_GAP', message: `the byte probe had a gap of ${gap} ms; at most ${closelyMs} ms count` }
    : undefined;
};

const sawPlaintext = ({ plaintextAt, http2At = [] }: PlaintextWatch): boolean =>
  plaintextAt.length + http2At.length > 0;

/** What a process that observes makes of the description that it was handed. */
export const contextOf = async (run: RunDescription): Promise<RunContext> => ({
  ...run,
  authorities: parseAuthorities(run.authorities),
  runtime: await openRuntime(run),
  gate: run.admissions === undefined ? gateOf() : sharedGate(run.admissions),
});
