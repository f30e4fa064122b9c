/** Draws the transport of every hop as SVG within a page: callers at the left, listeners at the right. Pure. */
import type { Checked } from '../../../advise/checked/checked.ts';
import type { Transport } from '../../../advise/schema.ts';
import { markup, type Markup } from '../html/template.ts';
import { count, oneLine } from '../words.ts';
import { rowsOf, type HopRow } from './view.ts';
import { beginOf, endOf, transportTones } from './words.ts';

/** Units of the picture; at its natural size they are pixels. */
const [WIDTH, ROW, GAP, HEAD, SIDE] = [880, 26, 12, 26, 250];
/** Lines beyond which such a picture shows nothing any more. */
export const mostLines = 400;
/** Letters that fit into a box. */
const LETTERS = 30;

/** Each transport has a line of another form, not only of another colour. */
const dashes: Partial<Record<Transport, string>> = {
  plaintext: '7 4',
  refused: '2 4',
  'does not start': '2 4',
  'not known': '1 6',
};

interface Listener {
  name: string;
  /** Top of its box. */
  y: number;
  rows: { row: HopRow; y: number }[];
}

/** Nothing where there is no hop, or where there are too many to be told apart. */
export const hopPicture = (checked: Pick<Checked, 'hops'>): Markup | null => {
  const rows = rowsOf(checked);
  if (rows.length === 0 || checked.hops.length > mostLines) return null;
  const listeners = placed([...Map.groupBy(rows, endOf)]);
  const callers = inOrder(listeners);
  const bottom = (all: readonly { y: number; rows?: unknown[] }[], own: number): number =>
    Math.max(...all.map((one) => one.y + (one.rows ? HEAD + ROW * one.rows.length : own)));
  const height = Math.max(bottom(listeners, 0), ROW * 1.5 * callers.length) + GAP;
  const step = height / callers.length;
  const yOf = (from: string): number => callers.indexOf(from) * step + step / 2;
  const edges = listeners.flatMap((listener) =>
    listener.rows.flatMap(({ row, y }) => row.callers.map((from) => ({ from, row, y }))),
  );
  return markup`<svg class="hops" viewBox="0 0 ${WIDTH} ${Math.ceil(height)}" width="${WIDTH}" height="${Math.ceil(height)}" role="img" aria-labelledby="hops-title hops-said">
<title id="hops-title">Every connection, and how it is made</title>
<desc id="hops-said">${count(edges.length, 'connection')} from ${count(callers.length, 'caller')} to ${count(listeners.length, 'listener')}; the table below says the same in words.</desc>
${edges.map(({ from, row, y }) => edge(yOf(from), y, row))}
${callers.map((from) => caller(from, yOf(from)))}
${listeners.map(listenerBox)}
</svg>`;
};

const placed = (groups: readonly [string, HopRow[]][]): Listener[] => {
  let y = GAP / 2;
  return groups.map(([name, rows]) => {
    const top = y;
    y += HEAD + ROW * rows.length + GAP;
    return { name, y: top, rows: rows.map((row, at) => ({ row, y: top + HEAD + ROW * at + ROW / 2 })) };
  });
};

/** Callers by the middle of what they call, so that few lines cross. */
const inOrder = (listeners: readonly Listener[]): string[] => {
  const called = new Map<string, number[]>();
  for (const { rows } of listeners) {
    for (const { row, y } of rows)
      for (const from of row.callers) called.set(from, [...(called.get(from) ?? []), y]);
  }
  const middle = (all: readonly number[]): number => all.reduce((sum, y) => sum + y, 0) / all.length;
  return [...called].toSorted(([, a], [, b]) => middle(a) - middle(b)).map(([from]) => from);
};

const edge = (from: number, to: number, { transport }: HopRow): Markup => {
  const [left, right] = [SIDE, WIDTH - SIDE];
  const bend = (right - left) / 2;
  const path = `M${left} ${from.toFixed(1)} C${left + bend} ${from.toFixed(1)} ${right - bend} ${to.toFixed(1)} ${right} ${to.toFixed(1)}`;
  const dash = dashes[transport];
  return markup`<path class="${transportTones[transport]}" d="${path}"${dash !== undefined && markup` stroke-dasharray="${dash}"`}/>
`;
};

const caller = (from: string, y: number): Markup => {
  const name = beginOf({ from });
  return markup`<g><title>${name}</title><rect x="1" y="${(y - ROW / 2 + 1).toFixed(1)}" width="${SIDE - 1}" height="${ROW - 2}" rx="5"/><text x="${SIDE - 10}" y="${(y + 4.5).toFixed(1)}" text-anchor="end">${short(name)}</text></g>
`;
};

const listenerBox = ({ name, y, rows }: Listener): Markup => {
  const left = WIDTH - SIDE;
  return markup`<g><title>${name}</title><rect x="${left}" y="${y}" width="${SIDE - 1}" height="${HEAD + ROW * rows.length}" rx="5"/><text class="name" x="${left + 10}" y="${y + 18}">${short(name)}</text>${rows.map(
    (each) =>
      markup`<text class="${transportTones[each.row.transport]}" x="${left + 10}" y="${(each.y + 4.5).toFixed(1)}">${each.row.transport}</text>`,
  )}</g>
`;
};

const short = (name: string): string => {
  const flat = oneLine(name);
  return flat.length > LETTERS ? `${flat.slice(0, LETTERS - 1)}…` : flat;
};

/** Of the picture, and of the tables beside it. */
export const adviceStyle = `
.advice td { min-width: 7rem; }
.advice td:first-child { min-width: 11rem; }
.advice td:last-child code { white-space: nowrap; }
.baseline td { min-width: 6rem; }
.baseline td:first-child { min-width: 0; }
.scroll:has(> .hops) { margin-bottom: .75rem; padding: .5rem; }
.hops { display: block; min-width: 46rem; max-width: 100%; height: auto; font: 13px system-ui, sans-serif; }
.hops path { fill: none; stroke: var(--tone); stroke-width: 1.75; }
.hops rect { fill: var(--raised); stroke: var(--line); }
.hops text { fill: var(--tone, var(--ink)); }
.hops .name { font-weight: 600; }
@media print { .hops { min-width: 0; } .advice td, .advice td:first-child { min-width: 0; } .advice td:last-child code { white-space: normal; } }
`;
