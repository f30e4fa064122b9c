/** HTML by template: everything that is put in is escaped, unless it is markup made by this template itself. */
import { withoutControls } from '../words.ts';

export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | undefined | false | readonly Part[];

export const markup = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.reduce((text, piece, at) => text + rendered(parts[at - 1]) + piece));

const rendered = (part: Part): string => {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return escapeHtml(String(part));
};

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe as text and inside quoted attributes. */
const escapeHtml = (text: string): string =>
  withoutControls(text).replaceAll(/[&<>"']/g, (character) => entities[character]!);

/** Text between tags, never in an attribute: quotes stay as they are, which makes lines of JSON half as long. */
export const plainText = (text: string): Markup =>
  new Markup(withoutControls(text).replaceAll(/[&<>]/g, (character) => entities[character]!));
