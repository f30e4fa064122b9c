/** The frame of every HTML page: it loads nothing, and its policy lets no other style or script run. */
import { createHash } from 'node:crypto';
import { style } from './style.ts';
import { Markup, markup } from './template.ts';

export interface Page {
  title: string;
  header: Markup;
  main: readonly (Markup | null)[];
  footer: string;
  script?: string;
  /** What this page alone needs beside the common look. */
  extraStyle?: string;
}

export const htmlPage = ({ title, header, main, footer, script, extraStyle = '' }: Page): string =>
  markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style + extraStyle, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Markup(style + extraStyle)}</style>
</head>
<body>
<header class="top">
${header}
</header>
<main>${main}
</main>
<footer>${footer}</footer>
${script !== undefined && markup`<script>${new Markup(script)}</script>\n`}</body>
</html>
`.text;

/** Links to the parts of a page. */
export const partLinks = (parts: readonly { id: string; title: string }[]): Markup =>
  markup`<nav class="parts" aria-label="Parts">${parts.map(({ id, title }) => markup`<a href="#${id}">${title}</a> `)}</nav>`;

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Even markup that slipped through could load nothing and run nothing. */
const policy = (styles: string, script: string | undefined): string =>
  `default-src 'none'; style-src ${digest(styles)}; script-src ${script === undefined ? "'none'" : digest(script)}; ` +
  `base-uri 'none'; form-action 'none'`;
