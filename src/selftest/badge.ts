/** Makes a badge of how many mutants are killed: as JSON for shields.io, and as SVG. Pure. */
import { countOf } from './result.ts';
import type { SelftestResult } from './selftest.ts';

/** An endpoint badge of shields.io: https://shields.io/badges/endpoint-badge */
export interface Badge {
  schemaVersion: 1;
  label: string;
  message: string;
  color: 'brightgreen' | 'red' | 'lightgrey';
}

const label = 'mutants killed';

export const badgeOf = ({ honest, mutants, complete }: SelftestResult): Badge => {
  if (!complete) return { schemaVersion: 1, label, message: 'interrupted', color: 'lightgrey' };
  if (honest.notGreen.length) {
    return { schemaVersion: 1, label, message: 'the reference is not green', color: 'red' };
  }
  return scoreBadge(countOf(mutants, 'killed'), mutants.length);
};

export const scoreBadge = (killed: number, mutants: number): Badge => ({
  schemaVersion: 1,
  label,
  message: `${killed} of ${mutants}`,
  color: killed === mutants ? 'brightgreen' : 'red',
});

const shades: Record<Badge['color'], string> = {
  brightgreen: '#2a7f3f',
  red: '#b3261e',
  lightgrey: '#767676',
};
/** px; the text is stretched to this width, whatever font the reader has. */
const perLetter = 6.4;
const margin = 7;
const height = 20;

/** The badge as an SVG image that loads nothing. */
export const drawnBadge = ({ label, message, color }: Badge): string => {
  const left = Math.round(label.length * perLetter) + 2 * margin;
  const right = Math.round(message.length * perLetter) + 2 * margin;
  const text = (words: string, from: number, room: number): string =>
    `<text x="${from + margin}" y="14" textLength="${room - 2 * margin}">${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${label}: ${message}">`,
    `  <title>${label}: ${message}</title>`,
    `  <rect width="${left + right}" height="${height}" rx="3" fill="#444"/>`,
    `  <path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${left}z" fill="${shades[color]}"/>`,
    '  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    `    ${text(label, 0, left)}`,
    `    ${text(message, left, right)}`,
    '  </g>',
    '</svg>',
    '',
  ].join('\n');
};
