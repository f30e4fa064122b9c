/** Reads Markdown and XML as what they are made of, without what they say. */

/** By line: what begins it, and every sign in it that is markup in Markdown as GitHub and GitLab read it. */
export const skeletonOfMarkdown = (text: string): string[] =>
  text.split('\n').map((line) => {
    const bare = line
      .replaceAll(/\\[!-/:-@[-`{-~]/g, '')
      .replaceAll(/`[^`]*`/g, '`')
      .replaceAll(/&(amp|lt|gt);/g, '')
      .replaceAll('@\u2060', '');
    const [begin] = /^ *([#>|+*-]|\d+[.)]|~{3}|={3})?/.exec(bare)!;
    return `${begin} ${bare.replaceAll(/[^`<[\]|*_~&\\@]/g, '')}`;
  });

/** Each element with the names of its attributes. @throws Error where the text is not well-formed */
export const skeletonOfXml = (text: string): string[] => {
  // eslint-disable-next-line no-control-regex
  const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(text);
  if (forbidden) throw new Error(`a character that XML forbids at ${forbidden.index}`);
  const open: string[] = [];
  const elements = elementsOf(text, open);
  if (open.length > 0) throw new Error(`not closed: ${open.join(', ')}`);
  return elements;
};

const elementsOf = (text: string, open: string[]): string[] => {
  const pieces = text.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '').split(/(<[^>]*>)/);
  return pieces.flatMap((piece) => {
    if (!piece.startsWith('<')) {
      if (/&(?!(amp|lt|gt|quot|#10);)|]]>|</.test(piece)) throw new Error(`no text of XML: ${piece}`);
      return [];
    }
    const [, end, name = '', attributes = '', empty] =
      /^<(\/?)([a-z-]+)((?: [a-z]+="(?:[^"<&]|&(?:amp|lt|gt|quot|#10);)*")*)(\/?)>$/.exec(piece) ?? [];
    if (name === '') throw new Error(`no tag of XML: ${piece}`);
    if (end === '/') {
      if (open.pop() !== name) throw new Error(`${piece} closes another element`);
      return [];
    }
    const names = [...attributes.matchAll(/ ([a-z]+)="[^"]*"/g)].map(([, attribute]) => attribute);
    if (new Set(names).size < names.length) throw new Error(`an attribute twice: ${piece}`);
    if (empty === '') open.push(name);
    return [[...open.slice(0, empty === '' ? -1 : undefined), name, ...names].join(' ')];
  });
};
