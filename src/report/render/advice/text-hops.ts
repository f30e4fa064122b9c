/** Renders the transport of every hop as a table for a terminal. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';
import type { Transport } from '../../../advise/schema.ts';
import { rowsOf, type HopRow } from './view.ts';
import { beginOf, endOf, placesInWords } from './words.ts';
import { wrap } from './wrap.ts';

/** Callers of one listener that are named. */
const CALLERS = 12;

/** By transport, because what is alike in that is what an operator looks for. */
export const connections = (checked: Checked): string[] => {
  const rows = rowsOf(checked);
  if (rows.length === 0) return [];
  const widest = Math.min(32, Math.max(...rows.map((row) => endOf(row).length)));
  return [
    '',
    `Every connection, and how it is made (${checked.hops.length})`,
    ...[...Map.groupBy(rows, ({ transport }) => transport)].flatMap(([transport, held]) => [
      '',
      `  ${transportTitles[transport]}`,
      ...held.flatMap((row) => rowLines(row, widest)),
      ...[...new Set(held.flatMap(({ promises }) => promises ?? []))].flatMap((promise) =>
        wrap(promise, '    The Security page promises: ', '      '),
      ),
    ]),
  ];
};

const rowLines = (row: HopRow, widest: number): string[] => {
  const callers = row.callers.map((from) => beginOf({ from }));
  const more = callers.length - CALLERS;
  const named = [...callers.slice(0, CALLERS), ...(more > 0 ? [`…and ${more} more`] : [])].join(', ');
  return [
    ...wrap(named, `    ${endOf(row).padEnd(widest)}  from `, ' '.repeat(widest + 11)),
    ...wrap(row.because, '      '),
    ...(row.at.length === 0 ? [] : wrap(placesInWords(row.at), '      Decided in ', '        ')),
  ];
};

const transportTitles: Record<Transport, string> = {
  'does not start': 'Not made: one end does not start',
  refused: 'Refused',
  plaintext: 'In plaintext: everyone on the network can read it',
  'not known': 'Not known: the files do not say',
  TLS: 'TLS',
  'TLS, client certificate offered':
    'TLS; the caller has a certificate, and the listener does not demand one',
  'TLS, client certificate demanded': 'TLS; both ends show a certificate',
};
