/** Groups what every format of an advice says, in the same order. Pure. */
import type { Checked, CheckedStatement } from '../../../advise/checked/checked.ts';
import { severities, type HopAdvice, type Severity } from '../../../advise/schema.ts';
import { count } from '../words.ts';
import { severityNames, severityTitles, transportNames, transportOrder } from './words.ts';

export interface SeverityGroup {
  severity: Severity;
  title: string;
  /** Statements that say the same of several settings stand together. */
  entries: [CheckedStatement, ...CheckedStatement[]][];
}

/** What stands in a separate part of each format: it would hide the rest. */
const apart = (one: CheckedStatement): boolean =>
  one.kind === 'not read' ||
  one.kind === 'unknown product' ||
  (one.kind === 'undefined variable' && one.severity === 'note');

/** Groups that hold something, by what must be done first; what is accepted is not among them. */
export const groupsOf = ({ statements }: Checked): SeverityGroup[] =>
  severities
    .map((severity) => ({
      severity,
      title: severityTitles[severity],
      entries: alike(
        statements
          .filter((one) => one.severity === severity && one.accepted === undefined && !apart(one))
          // A service that ends takes its settings and connections with it.
          .toSorted((a, b) => Number(b.kind === 'does not start') - Number(a.kind === 'does not start')),
      ),
    }))
    .filter(({ entries }) => entries.length > 0);

const alike = (statements: readonly CheckedStatement[]): SeverityGroup['entries'] =>
  [
    ...Map.groupBy(statements, ({ kind, says, todo }) => JSON.stringify([kind, says, todo])).values(),
  ] as SeverityGroup['entries'];

export const acceptedIn = ({ statements }: Checked): CheckedStatement[] =>
  statements.filter(({ accepted }) => accepted !== undefined);

/** Names of undefined variables, each with the places at which it is used. */
export const undefinedVariables = ({ statements }: Checked): { name: string; used: CheckedStatement[] }[] =>
  [
    ...Map.groupBy(
      statements.filter(({ kind, variable }) => kind === 'undefined variable' && variable !== undefined),
      ({ variable }) => variable!,
    ),
  ].map(([name, used]) => ({ name, used }));

/** `2 not working, 3 with less protection, 42 undefined variables, 1 accepted`. */
export const countsInWords = (checked: Checked): string => {
  const undefinedOnes = undefinedVariables(checked).length;
  const accepted = acceptedIn(checked).length;
  const groups = groupsOf(checked).map(
    ({ severity, entries }) => `${entries.flat().length} ${severityNames[severity]}`,
  );
  return (
    [
      ...groups,
      ...(undefinedOnes > 0 ? [count(undefinedOnes, 'undefined variable')] : []),
      ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ].join(', ') || 'nothing to say'
  );
};

/** That nothing can be said stands before all else. */
export const unknownIn = ({ statements }: Checked): CheckedStatement[] =>
  statements.filter(({ kind, accepted }) => kind === 'unknown product' && accepted === undefined);

/** Files that are named and were not read. */
export const notRead = ({ statements }: Checked): CheckedStatement[] =>
  statements.filter(({ kind }) => kind === 'not read');

/** Hops to one listener that are alike in everything but who opens them. */
export interface HopRow extends HopAdvice {
  callers: string[];
}

/** `69 connections: 60 plaintext, 9 TLS`. */
export const transportsInWords = ({ hops }: Pick<Checked, 'hops'>): string => {
  const parts = transportOrder.flatMap((transport) => {
    const n = hops.filter((one) => one.transport === transport).length;
    return n === 0 ? [] : [`${n} ${transportNames[transport]}`];
  });
  return `${count(hops.length, 'connection')}: ${parts.join(', ')}`;
};

/** What fails first, then what is open to read. */
export const rowsOf = ({ hops }: Pick<Checked, 'hops'>): HopRow[] =>
  [
    ...Map.groupBy(hops, ({ to, listener, port, transport, because, promises }) =>
      JSON.stringify([to, listener, port, transport, because, promises]),
    ).values(),
  ]
    .map((alikes) => ({ ...alikes[0]!, callers: [...new Set(alikes.map(({ from }) => from))] }))
    .toSorted((a, b) => transportOrder.indexOf(a.transport) - transportOrder.indexOf(b.transport));
