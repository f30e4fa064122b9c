/** Puts text and code into Markdown, so that nothing in them is markup. */
import { printable } from './words.ts';

/** Plain text in Markdown: nothing in it is markup, HTML, a table border or a mention. */
export const text = (plain: string): string =>
  printable(plain)
    .replaceAll(/[\\`*_[\]|~#]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '@\u2060');

/** Code that may stand in a table; ids and commands hold no backtick in themselves. */
export const code = (plain: string): string =>
  `\`${printable(plain)
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`)}\``;
