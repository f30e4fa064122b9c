/**
 * Derives the state of a promise in a release from the verdicts of its cases. Pure. In this order, the first that
 * applies:
 *
 * 1. `absent`: the release has no such case.
 * 2. `deviates`: a case fails although its setting is read. One is enough, whatever was not observed.
 * 3. `ignored`: a case is not kept, and no reading of any start shows an effect of its setting under either name.
 * 4. `moot`: a case rests on a broken promise, so that nothing can be said of it.
 * 5. `untestable`: no case has a verdict.
 * 6. `partial`: a case is open, or nothing says how many there are: never a conformance from a part.
 * 7. `renamed`: the page's names or values are not read, and each such case is kept under the release's own; or the
 *    page has no names for the setting, so that every case of it is under the release's own.
 * 8. `conforms`: every case is kept.
 */
import { releaseSuffix } from '../../suites/catalogue.ts';
import type { ReportedCase } from '../report/schema.ts';
import type { Counts, State } from './schema.ts';

export type Judged = Pick<ReportedCase, 'id' | 'naming' | 'outcome' | 'finding' | 'risk' | 'scope'>;

export interface Derived {
  state: State;
  renamed: boolean;
  loose: boolean;
  risk: ReportedCase['risk'];
  cases: Counts;
}

type Kind = Exclude<keyof Counts, 'total' | 'observed'>;

/** What one case says of its promise. */
export const kindOf = ({ outcome, finding }: Pick<Judged, 'outcome' | 'finding'>): Kind => {
  switch (outcome) {
    case 'pass':
      return 'kept';
    case 'non-strict':
      return 'loose';
    case 'untestable':
    case 'error':
      return 'open';
    case 'fail':
    case 'moot':
      if (finding?.startsWith('renamed')) return 'renamed';
      if (finding === 'ignored') return 'ignored';
      return outcome === 'fail' ? 'deviating' : 'moot';
  }
};

/** @param total cases of the catalogue; undefined where that is not known */
export const stateOf = (cases: readonly Judged[], total: number | undefined): Derived => {
  const counts = countsOf(cases, total);
  const state = stateBy(counts, cases);
  const holds = state === 'conforms' || state === 'renamed';
  const deciding = cases.filter((one) => decides[state]?.includes(kindOf(one)));
  return {
    state,
    renamed: isRenamed(counts, cases),
    loose: holds && counts.loose > 0,
    risk: gravest(deciding.map(({ risk }) => risk)),
    cases: counts,
  };
};

const countsOf = (cases: readonly Judged[], total: number | undefined): Counts => {
  const of = (kind: Kind): number => cases.filter((one) => kindOf(one) === kind).length;
  const missing = Math.max(0, (total ?? 0) - cases.length);
  const open = of('open');
  return {
    ...{ total: total ?? null, observed: cases.length - open, kept: of('kept'), loose: of('loose') },
    ...{ renamed: of('renamed'), ignored: of('ignored'), deviating: of('deviating'), moot: of('moot') },
    open: open + missing,
  };
};

const stateBy = (counts: Counts, cases: readonly Judged[]): State => {
  if (counts.total === 0) return 'absent';
  if (counts.deviating > 0) return 'deviates';
  if (counts.ignored > 0) return 'ignored';
  if (counts.moot > 0) return 'moot';
  if (counts.observed === 0) return 'untestable';
  if (counts.open > 0 || counts.total === null) return 'partial';
  if (!isRenamed(counts, cases)) return 'conforms';
  return renamedIsKept(cases) ? 'renamed' : 'partial';
};

/** The page's names are not read, or it has none for what it speaks of: beyond the page there are none to keep. */
const isRenamed = ({ renamed }: Counts, cases: readonly Judged[]): boolean =>
  renamed > 0 ||
  (cases.length > 0 && cases.every(({ naming, scope }) => naming === 'release' && scope === 'page'));

/** That a promise holds under other names was seen of the same cases under those names, or it is not said. */
const renamedIsKept = (cases: readonly Judged[]): boolean => {
  const kept = new Set(cases.filter((one) => ['kept', 'loose'].includes(kindOf(one))).map(({ id }) => id));
  return cases.every((one) => kindOf(one) !== 'renamed' || kept.has(one.id + releaseSuffix));
};

const decides: Partial<Record<State, readonly Kind[]>> = {
  deviates: ['deviating'],
  ignored: ['ignored'],
  moot: ['moot'],
  partial: ['renamed'],
  // What an operator risks who follows the page.
  renamed: ['renamed'],
};

const risks = ['safer', 'availability', 'weaker'] as const;

export const gravest = (all: readonly ReportedCase['risk'][]): ReportedCase['risk'] =>
  risks.findLast((risk) => all.includes(risk)) ?? null;

/** From the gravest to the one that says least. */
const gravity: readonly State[] = [
  'deviates',
  'ignored',
  'moot',
  'partial',
  'untestable',
  'renamed',
  'conforms',
  'absent',
];

export const gravestState = (all: readonly State[]): State =>
  gravity.find((state) => all.includes(state)) ?? 'absent';
