/** Makes a gate and an exit code of judged cases and deviations. Pure. */
import type { Level } from '../../suites/vocabulary.ts';
import type { Outcome } from '../model/outcome.ts';
import type { CaseDisposition, EntryDisposition } from './deviations/deviations.ts';

export const gates = [
  'conformant',
  'conformant-with-deviations',
  'nonconformant',
  'incomplete',
  'broken',
  'interrupted',
] as const;
export type Gate = (typeof gates)[number];

/** The gates of a run that did not come to a judgement of all that was selected. */
export const isUnfinished = (gate: Gate): boolean =>
  gate === 'incomplete' || gate === 'broken' || gate === 'interrupted';

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130 | 143;

/** What the gate looks at; control-only cases are not among `cases`. */
export interface GateFacts {
  /** Selected cases that were executed. */
  cases: readonly {
    outcome: Outcome;
    code: string;
    level: Level;
    disposition: CaseDisposition | null;
  }[];
  /** What became of each entry of the deviations file. */
  entries: readonly EntryDisposition[];
  selected: number;
  /** False when the journal has no footer, or its footer says so. */
  complete: boolean;
  /** Signal that ended the run before its time. */
  interrupted: string | null;
  /** What kept cases from being observed, other than an interruption: `cases` of them each. */
  lost?: readonly { code: string; message: string; cases: number }[];
  /** How the page, as it is known to this suite, differs from the page that was tested. */
  pageDrift?: string;
  /** Known deviations and non-strict cases do not pass. */
  strict: boolean;
}

export interface GateResult {
  gate: Gate;
  exitCode: ExitCode;
  /** Why this exit code, for a reader. */
  reasons: string[];
}

/** What only informs gates nothing, unless what must never be seen was seen. */
export const mayGate = ({ level, code }: { level: Level; code: string }): boolean =>
  level !== 'info' || code === 'FORBIDDEN_SEEN';

/** A failure that no entry excuses; one that is milder than its entry makes that entry stale. */
export const isUnexcused = (one: { outcome: Outcome; disposition: CaseDisposition | null }): boolean =>
  one.outcome === 'fail' && one.disposition !== 'known' && one.disposition !== 'stale';

/** Precedence 130/143 > 1 > 4 > 3 > 0. A usage error (2) ends a run before anything can be judged. */
export const gateOf = (facts: GateFacts): GateResult => {
  if (facts.interrupted !== null) {
    const exitCode = interruptedBy(facts.interrupted);
    return { gate: 'interrupted', exitCode, reasons: [`ended by ${facts.interrupted}`] };
  }
  const gating = facts.cases.filter(mayGate);
  const among = (outcome: Outcome): typeof gating => gating.filter((one) => one.outcome === outcome);

  const red = [
    ...counted(
      gating.filter(isUnexcused).length,
      'failure without a known deviation',
      'failures without a known deviation',
    ),
    ...(['stale', 'unmatched', 'expired'] as const).flatMap((disposition) =>
      counted(
        facts.entries.filter((entry) => entry === disposition).length,
        `${disposition} entry in the deviations file`,
        `${disposition} entries in the deviations file`,
      ),
    ),
  ];
  if (red.length) return { gate: 'nonconformant', exitCode: 1, reasons: red };

  const accepted = [
    ...counted(
      gating.filter((one) => one.disposition === 'known').length,
      'known deviation',
      'known deviations',
    ),
    ...counted(
      among('non-strict').filter(({ disposition }) => disposition !== 'known' && disposition !== 'stale')
        .length,
      'case kept non-strictly',
      'cases kept non-strictly',
    ),
  ];
  if (accepted.length && facts.strict) {
    return { gate: 'nonconformant', exitCode: 1, reasons: [...accepted, 'which --strict does not accept'] };
  }

  const broken = [
    ...counted(among('error').length, 'case could not be set up', 'cases could not be set up'),
    ...(facts.lost ?? []).map(lossInWords),
  ];
  if (broken.length) return { gate: 'broken', exitCode: 4, reasons: broken };

  const open = incompleteness(facts, among('untestable').length);
  if (open.length) return { gate: 'incomplete', exitCode: 3, reasons: open };

  return accepted.length
    ? { gate: 'conformant-with-deviations', exitCode: 0, reasons: accepted }
    : { gate: 'conformant', exitCode: 0, reasons: ['every selected case was executed and kept its rule'] };
};

/** 128 + the signal's number for SIGINT and SIGTERM; what else ends a run in order counts as SIGTERM. */
export const interruptedBy = (signal: string): 130 | 143 => (signal === 'SIGINT' ? 130 : 143);

const incompleteness = (facts: GateFacts, untestable: number): string[] => {
  const said = facts.cases.some((one) => ['pass', 'non-strict', 'fail'].includes(one.outcome));
  const missing = facts.selected - facts.cases.length;
  return [
    ...(facts.complete ? [] : ['the run did not come to its end']),
    ...(missing > 0
      ? counted(missing, 'selected case was not executed', 'selected cases were not executed')
      : []),
    ...counted(untestable, 'case was untestable', 'cases were untestable'),
    ...(said ? [] : ['no selected case passed or failed']),
    ...(facts.pageDrift === undefined ? [] : [facts.pageDrift]),
  ];
};

const lossInWords = ({ code, message, cases }: NonNullable<GateFacts['lost']>[number]): string => {
  const [line = ''] = message.split('\n');
  const text = line.length > 200 ? `${line.slice(0, 199)}…` : line;
  if (cases === 0) return `${code}: ${text}`;
  return `${cases === 1 ? '1 case' : `${cases} cases`} lost by ${code}: ${text}`;
};

const counted = (n: number, one: string, many: string): string[] =>
  n === 0 ? [] : [n === 1 ? `1 ${one}` : `${n} ${many}`];
