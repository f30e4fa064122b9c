/** The notations in which a program may write bytes: how a text is read by each, and what bytes look like in it then. */

/**
 * `read` takes out of a text what may stand between the digits of the notation, so that bytes look the same however
 * they are set; `write` gives what they look like then. Both are about texts of one character a byte.
 */
export interface Notation {
  /** What is not left as it is: by its own reading, or taken out. */
  between: RegExp;
  read: (match: string, ...groups: (string | undefined)[]) => string;
  write: (bytes: Buffer) => readonly string[];
  lowerCase?: true;
}

const byte = (code: number): string => String.fromCharCode(code);
const utf8 = (code: number): string => Buffer.from(String.fromCodePoint(code)).toString('latin1');
const letters: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" },
};

/** As it stands, and as JSON, Go's %q, URLs and HTML escape it, once or several times. */
const escaped: Notation = {
  between:
    /\\+(?:x([0-9a-f]{2})|u\{?([0-9a-f]{4,6})\}?|([0-3][0-7]{2})|([abfnrtv])|(["'`/$]))|\\\\+|%(?:25)*([0-9a-f]{2})|&(?:amp;)*(?:#x([0-9a-f]{1,4})|#(\d{1,4})|(quot|amp|lt|gt|apos));/gi,
  read: (...match) => {
    const [, hex, unicode, octal, letter, itself, percent, entityHex, entity, named] = match;
    if (unicode) return Number.parseInt(unicode, 16) <= 0x10ffff ? utf8(Number.parseInt(unicode, 16)) : '';
    if (entityHex) return utf8(Number.parseInt(entityHex, 16));
    if (entity) return utf8(Number(entity));
    const code = hex ?? percent;
    if (octal) return byte(Number.parseInt(octal, 8));
    if (code) return byte(Number.parseInt(code, 16));
    return itself ?? letters[(letter ?? named ?? '').toLowerCase()] ?? '\\';
  },
  write: (bytes) => [bytes.toString('latin1')],
};

/** `2d2d`, `2D 2D`, `2d:2d`, `0x2d, 0x2d`, `\x2d\x2d`, `%2d%2d`, a dump with sixteen bytes a line. */
const hex: Notation = {
  between: /(?:0x|\\+x)([0-9a-f])(?![0-9a-f])|0x|\\+x|[^0-9a-z]+/g,
  read: (_, alone) => (alone === undefined ? '' : `0${alone}`),
  write: (bytes) => [bytes.toString('hex')],
  lowerCase: true,
};

/** `[45 45 45]`, `45, 45, 45`, `{"0":45,"1":45}`. */
const decimal: Notation = {
  between: /(?:"?\b\d+"?\s*:|[\s,;])+/g,
  read: () => ' ',
  write: (bytes) => [[...bytes].join(' ')],
};

/** Of the bytes and of anything that holds them, with the alphabet of URLs too, over several lines, in JSON. */
const base64: Notation = {
  between: /\\+u00(0[ad]|2[bf]|3d)|\\+[nrt]|\\+(?=\/)|%(?:25)*(0[ad]|2[bf]|3d)|[\s=]+|[-_]/gi,
  read: (match, unicode, percent) =>
    ({ '-': '+', _: '/', '2b': '+', '2f': '/' })[unicode?.toLowerCase() ?? percent?.toLowerCase() ?? match] ??
    '',
  // What stands before the bytes shifts them by none, one or two within the groups of three; the characters at the
  // edges hold bits of what stands beside.
  write: (bytes) =>
    [0, 1, 2].map((shift) => {
      const bits = (shift + bytes.length) * 8;
      return Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(Math.ceil((shift * 8) / 6), Math.floor(bits / 6));
    }),
};

export const notations = { escaped, hex, decimal, base64 } as const;
export type NotationName = keyof typeof notations;

/** Bytes of which a decoder has made text that it could not read all of. */
export const replaced = '\xef\xbf\xbd';

/** One character a byte. */
export const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** The text as the notation reads it. */
export const readAs = ({ between, read, lowerCase }: Notation, text: string): string =>
  (lowerCase ? text.toLowerCase() : text).replace(between, read);

/** Where the character at `at` of what was read came from. */
export const originOf = ({ between, read, lowerCase }: Notation, text: string, at: number): number => {
  let [from, done] = [0, 0];
  for (const match of (lowerCase ? text.toLowerCase() : text).matchAll(between)) {
    done += match.index - from;
    if (done > at) return match.index - (done - at);
    done += read(...(match as unknown as [string, ...(string | undefined)[]])).length;
    if (done > at) return match.index;
    from = match.index + match[0].length;
  }
  return from + (at - done);
};
