/** Draws a history as one SVG image that loads nothing: rules by release, in two columns, in light and in dark. Pure. */
import type { History, HistoryRule, State } from '../../../history/schema.ts';
import { sectionsOf, sectionTitles } from '../html/words.ts';
import { markup, Markup } from '../html/template.ts';
import { oneLine } from '../words.ts';
import { marks, namesOf, statesInWords } from './view.ts';

/** px */
const [NAME, CELL, ROW, HEAD, GAP, EDGE, LEGEND] = [212, 46, 17, 24, 28, 14, 46];
/** Letters that fit beside the cells. */
const LETTERS = 32;

interface Line {
  title?: string;
  rule?: HistoryRule;
}

export const renderHistorySvg = (history: History): string => {
  const names = namesOf(history);
  const [left, right] = halves(linesOf(history));
  const wide = NAME + CELL * names.length;
  const width = 2 * wide + GAP + 2 * EDGE;
  const height = HEAD + ROW * Math.max(left.length, right.length) + LEGEND + 2 * EDGE;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title said">
<title id="title">Which promise of the Security page holds in which release</title>
<desc id="said">${said(history)}</desc>
<style>${new Markup(style)}</style>
<rect class="ground" width="${width}" height="${height}" rx="8"/>
${column(left, names, EDGE)}
${column(right, names, EDGE + wide + GAP)}
${legend(history, width, height)}
</svg>
`.text;
};

/** The same in words. */
const said = (history: History): string =>
  history.releases.map((each) => `${each.release}: ${statesInWords(each)}.`).join(' ');

const linesOf = (history: History): Line[] =>
  sectionsOf(history).flatMap((section) => [
    { title: sectionTitles[section] },
    ...history.rules.filter((rule) => rule.section === section).map((rule) => ({ rule })),
  ]);

/** A column ends with a section, where the two are then of about one length. */
const halves = (lines: readonly Line[]): [Line[], Line[]] => {
  const starts = lines.flatMap(({ title }, at) => (title === undefined ? [] : [at]));
  const off = (at: number): number => Math.abs(lines.length / 2 - at);
  const [cut = lines.length] = starts.filter((at) => at > 0).toSorted((a, b) => off(a) - off(b));
  return [lines.slice(0, cut), lines.slice(cut)];
};

const column = (lines: readonly Line[], names: readonly string[], x: number): Markup =>
  markup`<g transform="translate(${x} ${EDGE})">
${lines.length > 0 && names.map((name, at) => markup`<text class="faint" x="${NAME + CELL * at + CELL / 2}" y="12" text-anchor="middle">${short(name, 8)}</text>`)}
${lines.map(({ title, rule }, at) => {
  const y = HEAD + ROW * at;
  if (rule === undefined) return markup`<text class="section" x="0" y="${y + 12}">${title}</text>\n`;
  const name = rule.id.slice(rule.id.indexOf('.') + 1);
  return markup`<text x="6" y="${y + 12}">${short(name, LETTERS)}</text>${rule.overall.map((each, n) => cell(each, NAME + CELL * n, y))}\n`;
})}</g>`;

const cell = ({ state, mixed }: HistoryRule['overall'][number], x: number, y: number): Markup =>
  markup`<rect class="${state}" x="${x + 1}" y="${y + 1}" width="${CELL - 2}" height="${ROW - 2}" rx="3"/><text class="mark ${state}" x="${x + CELL / 2}" y="${y + 13}" text-anchor="middle">${marks[state]}${mixed && '°'}</text>`;

const legend = (history: History, width: number, height: number): Markup => {
  const used = new Set(history.rules.flatMap(({ overall }) => overall.map(({ state }) => state)));
  const shown = (Object.keys(marks) as State[]).filter((state) => used.has(state));
  const y = height - EDGE - 22;
  return markup`<g transform="translate(${EDGE} ${y})">${shown.map(
    (state, at) =>
      markup`<rect class="${state}" x="${at * 92}" y="-12" width="20" height="${ROW - 2}" rx="3"/><text class="mark ${state}" x="${at * 92 + 10}" y="0" text-anchor="middle">${marks[state]}</text><text x="${at * 92 + 25}" y="0">${state}</text>`,
  )}<text class="faint" x="0" y="20">A cell shows the gravest state of all subjects of its rule; ° where they differ. ${width > 700 && 'The tables have each of them.'}</text></g>`;
};

const short = (name: string, letters: number): string => {
  const flat = oneLine(name);
  return flat.length > letters ? `${flat.slice(0, letters - 1)}…` : flat;
};

/** Marks are text of the same strength as the rules: colour says nothing that a mark does not. */
const colours = (tones: Record<string, [ink: string, ground: string]>): string =>
  Object.entries(tones)
    .map(([state, [ink, ground]]) => `rect.${state}{fill:${ground}}text.${state}{fill:${ink}}`)
    .join('');

const style = `text{font:11px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#1c1f23}.section,.mark{font-weight:700}.faint{fill:#5b636d}.ground{fill:#fff;stroke:#dcdfe3}${colours(
  {
    conforms: ['#176f31', '#e3f4e7'],
    renamed: ['#7a5c00', '#fbf0cd'],
    deviates: ['#c3202f', '#fde4e5'],
    ignored: ['#c3202f', '#fde4e5'],
    moot: ['#5c636c', '#eceef0'],
    absent: ['#5c636c', 'none'],
    partial: ['#8250a8', '#f2e8f9'],
    untestable: ['#8250a8', '#f2e8f9'],
  },
)}@media(prefers-color-scheme:dark){text{fill:#e5e8eb}.faint{fill:#a0a9b3}.ground{fill:#14171a;stroke:#343a41}${colours(
  {
    conforms: ['#6fd186', '#17301e'],
    renamed: ['#e6c45c', '#332b10'],
    deviates: ['#ff8d92', '#401b1f'],
    ignored: ['#ff8d92', '#401b1f'],
    moot: ['#a0a9b3', '#272c31'],
    absent: ['#a0a9b3', 'none'],
    partial: ['#cfa4f0', '#2e2038'],
    untestable: ['#cfa4f0', '#2e2038'],
  },
)}}`;
