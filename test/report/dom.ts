/** Reads a page as its elements, without a browser. */
import { Parser, StaticConfigLoader } from 'html-validate';

export interface Element {
  tag: string;
  /** By name; values as they are written. */
  attributes: Map<string, string>;
}

const config = await new StaticConfigLoader().getConfigFor('page.html');

/** In the order of the page. @throws Error where the page cannot be parsed at all */
export const elementsOf = (html: string): Element[] =>
  new Parser(config)
    .parseHtml(html)
    .querySelectorAll('*')
    .map(({ tagName, attributes }) => ({
      tag: tagName,
      attributes: new Map(attributes.map(({ key, value }) => [key, String(value ?? '')])),
    }));

/** What the page is made of, without what it says: each element with its classes and the names of its attributes. */
export const skeletonOf = (html: string): string[] =>
  elementsOf(html).map(({ tag, attributes }) =>
    [tag, attributes.get('class') ?? '', ...[...attributes.keys()].toSorted()].join(' '),
  );
